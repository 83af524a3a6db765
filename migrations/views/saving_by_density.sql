-- Savings in ionic steps per campaign, relaxer, material and class of density, over comparable pairs only; left_out counts the others. Quartiles and
-- the median interpolate linearly between neighbours. Intervals need resampling: 'definet campaign report' has them.
CREATE VIEW saving_by_density AS
WITH ranked AS (
  SELECT campaign, relaxer, material, density, ionic_steps_raw, ionic_steps, saving, same_end_state,
    row_number() OVER (PARTITION BY campaign, relaxer, material, density ORDER BY saving) - 1 AS place,
    count(*) OVER (PARTITION BY campaign, relaxer, material, density) - 1 AS last_place
  FROM ionic_step_saving
  WHERE comparable
), counted AS (
  SELECT campaign, relaxer, material, density,
    count(*) AS pairs,
    1.0 - CAST(sum(ionic_steps) AS double precision) / sum(ionic_steps_raw) AS saving_pooled,
    avg(saving) AS saving_mean,
    sum(CASE WHEN abs(place - 0.25 * last_place) < 1 THEN saving * (1 - abs(place - 0.25 * last_place)) ELSE 0 END) AS saving_quartile_1,
    sum(CASE WHEN abs(place - 0.5 * last_place) < 1 THEN saving * (1 - abs(place - 0.5 * last_place)) ELSE 0 END) AS saving_median,
    sum(CASE WHEN abs(place - 0.75 * last_place) < 1 THEN saving * (1 - abs(place - 0.75 * last_place)) ELSE 0 END) AS saving_quartile_3,
    sum(CASE WHEN ionic_steps > ionic_steps_raw THEN 1 ELSE 0 END) AS worse,
    sum(CASE WHEN NOT same_end_state THEN 1 ELSE 0 END) AS other_end_state,
    sum(ionic_steps_raw) AS ionic_steps_raw,
    sum(ionic_steps) AS ionic_steps
  FROM ranked
  GROUP BY campaign, relaxer, material, density
), every AS (
  SELECT campaign, relaxer, material, density, count(*) AS arms
  FROM ionic_step_saving
  GROUP BY campaign, relaxer, material, density
)
SELECT
  every.campaign, every.relaxer, every.material, every.density, coalesce(counted.pairs, 0) AS pairs, every.arms - coalesce(counted.pairs, 0) AS left_out,
  counted.saving_pooled, counted.saving_mean, counted.saving_quartile_1, counted.saving_median, counted.saving_quartile_3,
  coalesce(counted.worse, 0) AS worse, coalesce(counted.other_end_state, 0) AS other_end_state,
  coalesce(counted.ionic_steps_raw, 0) AS ionic_steps_raw, coalesce(counted.ionic_steps, 0) AS ionic_steps
FROM every
LEFT JOIN counted ON counted.campaign = every.campaign AND counted.relaxer = every.relaxer AND counted.material = every.material AND counted.density = every.density;
