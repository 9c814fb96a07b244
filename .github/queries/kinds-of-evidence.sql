-- Which share of what is offered (supported or partial) rests on which kind of evidence? A cell may rest on several.
WITH offered AS (
  SELECT ecosystem, feature, unnest(observations) AS observation
  FROM 'out/dataset/verdicts.parquet' WHERE verdict IN ('supported', 'partial')),
cells AS (SELECT count(DISTINCT (ecosystem, feature)) AS n FROM offered)
SELECT o.kind, count(DISTINCT (c.ecosystem, c.feature)) AS cells,
  round(100.0 * count(DISTINCT (c.ecosystem, c.feature)) / (SELECT n FROM cells), 1) AS percent
FROM offered c JOIN 'out/dataset/observations.parquet' o USING (observation)
WHERE o.outcome = 'matched'
GROUP BY o.kind ORDER BY cells DESC
