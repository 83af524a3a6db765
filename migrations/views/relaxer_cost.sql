-- What each relaxer costs and how near it comes, per campaign and material: starts made, their wall time, how far atoms moved,
-- and the coordinate error against the published DFT minimum where one is known.
CREATE VIEW relaxer_cost AS
SELECT
  campaign.name AS campaign, material.name AS material, start.relaxer, model.sha256 AS model_sha256,
  count(*) AS starts, avg(start.seconds) AS seconds_mean, max(start.seconds) AS seconds_max, sum(start.seconds) AS seconds_total,
  avg(start.mean_displacement_a) AS mean_displacement_a, max(start.max_displacement_a) AS max_displacement_a,
  sum(CASE WHEN start.gate = 'passed' THEN 0 ELSE 1 END) AS gate_refused,
  count(start.mae_a) AS references_known, avg(start.mae_a) AS mae_a
FROM start
JOIN configuration ON configuration.id = start.configuration_id
JOIN campaign ON campaign.id = configuration.campaign_id
JOIN material ON material.id = configuration.material_id
LEFT JOIN model ON model.id = start.model_id
WHERE NOT configuration.pristine
GROUP BY campaign.name, material.name, start.relaxer, model.sha256;
