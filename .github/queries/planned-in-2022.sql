-- What became of what the registries planned or explored in 2022?
SELECT from_verdict AS in_2022, coalesce(to_verdict, 'not asked') AS today, count(*) AS answers
FROM 'out/dataset/changes.parquet'
WHERE from_wave = '2022' AND from_verdict IN ('planned', 'exploring')
GROUP BY ALL ORDER BY in_2022 DESC, answers DESC, today
