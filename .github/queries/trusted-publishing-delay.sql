-- How many months after the first registry did the others get trusted publishing, in the median?
WITH arrived AS (
  SELECT ecosystem, strptime(rpad(since, 7, '-01'), '%Y-%m') AS month
  FROM 'out/dataset/verdicts.parquet'
  WHERE feature = 'authentication.trusted-publishing' AND verdict = 'supported' AND since IS NOT NULL)
SELECT count(*) - 1 AS followers, arg_min(ecosystem, month) AS first, strftime(min(month), '%Y-%m') AS first_month,
  (SELECT median(date_diff('month', (SELECT min(month) FROM arrived), month))
   FROM arrived WHERE month > (SELECT min(month) FROM arrived)) AS median_months
FROM arrived
