using DefiNet.Campaigns.Storage;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace DefiNet.Campaigns.Migrations.Sqlite;

/// <summary>The first tables: materials, campaigns, configurations, models, starts, clusters, runs, records, steps; and the views.</summary>
[DbContext(typeof(SqliteContext))]
[Migration("20261123000000_store")]
internal sealed class StoreMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(
            """
            CREATE TABLE material (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                name TEXT NOT NULL UNIQUE,
                host BLOB
            );

            CREATE TABLE campaign (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                name TEXT NOT NULL UNIQUE,
                definition TEXT NOT NULL,
                state TEXT NOT NULL,
                engine TEXT,
                potential TEXT,
                settings TEXT NOT NULL,
                created_at TEXT NOT NULL
            );

            CREATE TABLE configuration (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                campaign_id INTEGER NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
                material_id INTEGER NOT NULL REFERENCES material (id),
                canonical_hash TEXT NOT NULL,
                twin_of_id INTEGER REFERENCES configuration (id) ON DELETE CASCADE,
                descriptor TEXT NOT NULL,
                pristine INTEGER NOT NULL,
                defect_count INTEGER NOT NULL,
                atoms INTEGER NOT NULL,
                density REAL NOT NULL,
                density_class TEXT NOT NULL CHECK (density_class IN ('low', 'high')),
                multiplicity INTEGER NOT NULL,
                smallest_defect_distance_a REAL,
                markers TEXT NOT NULL,
                sites TEXT NOT NULL,
                defects TEXT NOT NULL,
                structure BLOB NOT NULL,
                reference BLOB,
                source_id TEXT,
                split TEXT
            );

            CREATE UNIQUE INDEX configuration_once ON configuration (campaign_id, material_id, canonical_hash) WHERE twin_of_id IS NULL;

            CREATE INDEX configuration_material ON configuration (material_id);

            CREATE INDEX configuration_twin ON configuration (twin_of_id) WHERE twin_of_id IS NOT NULL;

            CREATE TABLE model (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                name TEXT NOT NULL,
                architecture TEXT NOT NULL,
                sha256 TEXT NOT NULL UNIQUE,
                training_set TEXT,
                card TEXT
            );

            CREATE TABLE start (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                configuration_id INTEGER NOT NULL REFERENCES configuration (id) ON DELETE CASCADE,
                relaxer TEXT NOT NULL,
                model_id INTEGER REFERENCES model (id),
                structure BLOB NOT NULL,
                steps INTEGER NOT NULL,
                converged INTEGER NOT NULL,
                seconds REAL NOT NULL,
                mean_displacement_a REAL NOT NULL,
                max_displacement_a REAL NOT NULL,
                energy_start_ev REAL,
                energy_end_ev REAL,
                gate TEXT NOT NULL,
                mae_a REAL,
                UNIQUE (configuration_id, relaxer)
            );

            CREATE TABLE cluster (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                name TEXT NOT NULL UNIQUE,
                state TEXT NOT NULL,
                paused_reason TEXT
            );

            INSERT INTO cluster (name, state) VALUES ('local', 'active');

            CREATE TABLE dft_run (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                start_id INTEGER NOT NULL UNIQUE REFERENCES start (id) ON DELETE CASCADE,
                cluster_id INTEGER NOT NULL REFERENCES cluster (id),
                engine TEXT NOT NULL,
                settings_hash TEXT NOT NULL,
                state TEXT NOT NULL,
                token TEXT NOT NULL UNIQUE,
                scheduler_id TEXT,
                process_start TEXT,
                attempts INTEGER NOT NULL,
                parts INTEGER NOT NULL,
                restarted INTEGER NOT NULL,
                remote_folder TEXT,
                reason TEXT,
                revision INTEGER NOT NULL,
                created_at TEXT NOT NULL,
                updated_at TEXT NOT NULL
            );

            CREATE INDEX dft_run_state ON dft_run (state);

            CREATE TABLE dft_run_event (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                run_id INTEGER NOT NULL REFERENCES dft_run (id) ON DELETE CASCADE,
                from_state TEXT,
                to_state TEXT NOT NULL,
                event TEXT NOT NULL,
                reason TEXT,
                at TEXT NOT NULL
            );

            CREATE INDEX dft_run_event_run ON dft_run_event (run_id);

            CREATE TABLE ionic_record (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                run_id INTEGER NOT NULL UNIQUE REFERENCES dft_run (id) ON DELETE CASCADE,
                engine TEXT NOT NULL,
                engine_version TEXT,
                ionic_steps INTEGER NOT NULL,
                ionic_steps_begun INTEGER NOT NULL,
                electronic_steps INTEGER NOT NULL,
                reached_accuracy INTEGER NOT NULL,
                finished INTEGER NOT NULL,
                converged INTEGER NOT NULL,
                ended TEXT NOT NULL,
                error TEXT,
                parts INTEGER NOT NULL,
                seconds REAL,
                cpu_seconds REAL,
                energy_ev REAL,
                max_force_ev_per_a REAL,
                structure BLOB,
                same_end_state INTEGER,
                end_energy_difference_ev REAL,
                end_distance_a REAL,
                mae_a REAL,
                recorded_at TEXT NOT NULL
            );

            CREATE TABLE ionic_step (
                record_id INTEGER NOT NULL REFERENCES ionic_record (id) ON DELETE CASCADE,
                step INTEGER NOT NULL,
                energy_ev REAL NOT NULL,
                energy_sigma0_ev REAL,
                max_force_ev_per_a REAL NOT NULL,
                max_force_free_ev_per_a REAL NOT NULL,
                electronic_steps INTEGER NOT NULL,
                seconds REAL,
                PRIMARY KEY (record_id, step)
            ) WITHOUT ROWID;
            """);
        migrationBuilder.MakeViewsIfLast(this);
    }
}
