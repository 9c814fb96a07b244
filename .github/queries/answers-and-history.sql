-- How far do the answers of 2022 agree with what the repositories said then?
SELECT outcome, count(*) AS answers, round(100.0 * count(*) / sum(count(*)) OVER (), 1) AS percent,
  CASE WHEN outcome <> 'history-silent' THEN round(100.0 * count(*) /
    sum(count(*)) FILTER (outcome <> 'history-silent') OVER (), 1) END AS percent_of_decided,
  count(*) FILTER (answer IN ('supported', 'partial')) AS answered_as_offered,
  count(*) FILTER (answer NOT IN ('supported', 'partial')) AS answered_as_not_offered
FROM 'out/dataset/calibration.parquet'
GROUP BY outcome ORDER BY answers DESC
