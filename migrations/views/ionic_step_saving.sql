-- One row per configuration and relaxer other than raw. Count only rows where comparable is true.
CREATE VIEW ionic_step_saving AS
SELECT
  campaign, material, density, descriptor, relaxer, model_sha256, engine, engine_version, cluster,
  ionic_steps_raw, ionic_steps, saved, saving, electronic_steps_raw, electronic_steps, seconds_raw, seconds, relaxer_seconds,
  energy_raw_ev, energy_ev, same_end_state, comparable, left_out_reason
FROM ionic_step_pair;
