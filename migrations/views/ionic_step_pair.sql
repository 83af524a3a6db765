-- One row per configuration and relaxer other than raw, pristine cells left out: both arms side by side, with the keys of
-- everything that they come from. A saving is counted only where comparable is true; left_out_reason says why it is not.
CREATE VIEW ionic_step_pair AS
WITH arm AS (
  SELECT
    start.id AS start_id, start.configuration_id, start.relaxer, start.model_id, start.gate,
    start.seconds AS relaxer_seconds, start.mae_a AS start_mae_a,
    dft_run.id AS run_id, dft_run.state, dft_run.engine, dft_run.settings_hash, dft_run.restarted, dft_run.cluster_id,
    record.id AS record_id, record.engine_version, record.finished, record.converged, record.parts, record.ionic_steps,
    record.electronic_steps, record.seconds, record.energy_ev, record.same_end_state, record.mae_a AS end_mae_a
  FROM start
  LEFT JOIN dft_run ON dft_run.start_id = start.id
  LEFT JOIN ionic_record AS record ON record.run_id = dft_run.id
), pair AS (
  SELECT
    configuration.id AS configuration_id, configuration.campaign_id, configuration.material_id, configuration.descriptor,
    configuration.density AS defect_density, configuration.density_class, configuration.source_id,
    ml.start_id, ml.relaxer, ml.model_id, ml.gate, ml.relaxer_seconds, ml.start_mae_a, ml.end_mae_a,
    raw.start_mae_a AS start_mae_raw_a, raw.end_mae_a AS end_mae_raw_a,
    raw.run_id AS run_raw_id, ml.run_id, raw.record_id AS record_raw_id, ml.record_id,
    ml.engine, ml.engine_version, ml.cluster_id,
    raw.ionic_steps AS ionic_steps_raw, ml.ionic_steps,
    raw.electronic_steps AS electronic_steps_raw, ml.electronic_steps,
    raw.seconds AS seconds_raw, ml.seconds,
    raw.energy_ev AS energy_raw_ev, ml.energy_ev, ml.same_end_state,
    CASE
      WHEN raw.start_id IS NULL THEN 'no raw arm'
      WHEN raw.run_id IS NULL THEN 'raw arm has no run'
      WHEN ml.run_id IS NULL THEN 'arm has no run'
      WHEN raw.state IN ('failed', 'cancelled') THEN 'raw arm failed'
      WHEN ml.state IN ('failed', 'cancelled') THEN 'arm failed'
      WHEN raw.record_id IS NULL THEN 'raw arm not ended'
      WHEN ml.record_id IS NULL THEN 'arm not ended'
      WHEN NOT raw.finished THEN 'raw arm cut short'
      WHEN NOT ml.finished THEN 'arm cut short'
      WHEN NOT raw.converged THEN 'raw arm not converged'
      WHEN NOT ml.converged THEN 'arm not converged'
      WHEN raw.restarted OR raw.parts > 1 THEN 'raw arm restarted'
      WHEN ml.restarted OR ml.parts > 1 THEN 'arm restarted'
      WHEN raw.engine <> ml.engine THEN 'other engine'
      WHEN raw.engine_version IS DISTINCT FROM ml.engine_version THEN 'other engine version'
      WHEN raw.settings_hash <> ml.settings_hash AND EXISTS (
        SELECT 1 FROM run_correction AS correction WHERE correction.run_id IN (raw.run_id, ml.run_id) AND correction.tag IS NOT NULL
      ) THEN 'corrected otherwise'
      WHEN raw.settings_hash <> ml.settings_hash THEN 'other settings'
      WHEN raw.ionic_steps < 1 OR ml.ionic_steps < 1 THEN 'no complete step'
    END AS left_out_reason
  FROM configuration
  JOIN arm AS ml ON ml.configuration_id = configuration.id AND ml.relaxer <> 'raw'
  LEFT JOIN arm AS raw ON raw.configuration_id = configuration.id AND raw.relaxer = 'raw'
  WHERE NOT configuration.pristine
)
SELECT
  pair.configuration_id, pair.campaign_id, pair.start_id, pair.run_raw_id, pair.run_id, pair.record_raw_id, pair.record_id,
  campaign.name AS campaign, material.name AS material, pair.density_class AS density, pair.defect_density, pair.descriptor,
  pair.source_id, pair.relaxer, model.sha256 AS model_sha256, pair.engine, pair.engine_version, cluster.name AS cluster,
  pair.ionic_steps_raw, pair.ionic_steps,
  pair.ionic_steps_raw - pair.ionic_steps AS saved,
  CASE WHEN pair.ionic_steps_raw > 0 THEN 1.0 - CAST(pair.ionic_steps AS double precision) / pair.ionic_steps_raw END AS saving,
  pair.electronic_steps_raw, pair.electronic_steps, pair.seconds_raw, pair.seconds, pair.relaxer_seconds,
  pair.energy_raw_ev, pair.energy_ev, pair.same_end_state,
  pair.left_out_reason IS NULL AS comparable, pair.left_out_reason,
  pair.gate, pair.start_mae_raw_a, pair.start_mae_a, pair.end_mae_raw_a, pair.end_mae_a
FROM pair
JOIN campaign ON campaign.id = pair.campaign_id
JOIN material ON material.id = pair.material_id
LEFT JOIN model ON model.id = pair.model_id
LEFT JOIN cluster ON cluster.id = pair.cluster_id;
