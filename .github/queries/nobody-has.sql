-- Which features does no registry offer, not even in part?
SELECT f.feature, f.title, count(*) FILTER (v.verdict IN ('planned', 'exploring')) AS coming, count(*) FILTER (v.verdict = 'unknown') AS unknown
FROM 'out/dataset/features.parquet' f JOIN 'out/dataset/verdicts.parquet' v USING (feature)
GROUP BY ALL
HAVING count(*) FILTER (v.verdict IN ('supported', 'partial')) = 0
ORDER BY f.feature
