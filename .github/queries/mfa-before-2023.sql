-- Which registries had multi-factor authentication before 2023?
SELECT e.name AS registry, v.since, v.verdict, v.evidence_url
FROM 'out/dataset/verdicts.parquet' v JOIN 'out/dataset/ecosystems.parquet' e USING (ecosystem)
WHERE v.feature = 'authentication.mfa' AND v.verdict IN ('supported', 'partial') AND v.since < '2023'
ORDER BY v.since, registry
