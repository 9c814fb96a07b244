-- Which features does no registry support in full?
SELECT f.feature, f.title, count(*) FILTER (v.verdict = 'partial') AS partial,
  count(*) FILTER (v.verdict IN ('planned', 'exploring')) AS coming, count(*) FILTER (v.verdict = 'unknown') AS unknown
FROM 'out/dataset/features.parquet' f JOIN 'out/dataset/verdicts.parquet' v USING (feature)
GROUP BY ALL
HAVING count(*) FILTER (v.verdict = 'supported') = 0
ORDER BY f.feature
