-- Where the DFT runs of each campaign stand, pristine cells included: per cluster, engine and state.
CREATE VIEW run_health AS
SELECT
  campaign.name AS campaign, cluster.name AS cluster, dft_run.engine, dft_run.state,
  count(*) AS runs, sum(dft_run.attempts) AS attempts,
  sum(CASE WHEN dft_run.restarted THEN 1 ELSE 0 END) AS restarted,
  sum(CASE WHEN record.converged THEN 1 ELSE 0 END) AS converged,
  sum(CASE WHEN record.finished AND NOT record.converged THEN 1 ELSE 0 END) AS not_converged,
  avg(record.seconds) AS seconds_mean, max(dft_run.updated_at) AS last_change
FROM dft_run
JOIN start ON start.id = dft_run.start_id
JOIN configuration ON configuration.id = start.configuration_id
JOIN campaign ON campaign.id = configuration.campaign_id
JOIN cluster ON cluster.id = dft_run.cluster_id
LEFT JOIN ionic_record AS record ON record.run_id = dft_run.id
GROUP BY campaign.name, cluster.name, dft_run.engine, dft_run.state;
