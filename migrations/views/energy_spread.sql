-- How far apart the converged ends of one configuration's arms lie, for every configuration with at least one: a spread above the
-- tolerance means that the starts led into different minima, and the arm of the lowest energy is then worth more than its steps.
CREATE VIEW energy_spread AS
WITH ends AS (
  SELECT start.configuration_id, start.relaxer, record.energy_ev,
    row_number() OVER (PARTITION BY start.configuration_id ORDER BY record.energy_ev, start.relaxer) AS place
  FROM start
  JOIN dft_run ON dft_run.start_id = start.id
  JOIN ionic_record AS record ON record.run_id = dft_run.id
  WHERE record.converged AND record.energy_ev IS NOT NULL
)
SELECT
  campaign.name AS campaign, material.name AS material, configuration.density_class AS density, configuration.descriptor,
  configuration.id AS configuration_id,
  count(*) AS ends, min(ends.energy_ev) AS energy_lowest_ev, max(ends.energy_ev) AS energy_highest_ev,
  max(ends.energy_ev) - min(ends.energy_ev) AS energy_spread_ev,
  max(CASE WHEN ends.place = 1 THEN ends.relaxer END) AS lowest_relaxer
FROM ends
JOIN configuration ON configuration.id = ends.configuration_id
JOIN campaign ON campaign.id = configuration.campaign_id
JOIN material ON material.id = configuration.material_id
WHERE NOT configuration.pristine
GROUP BY campaign.name, material.name, configuration.density_class, configuration.descriptor, configuration.id;
