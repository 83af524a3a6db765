using DefiNet.Campaigns.Storage;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace DefiNet.Campaigns.Migrations.Sqlite;

/// <summary>What the server keeps: accounts, keys, sign-ins, the audit and schedules.</summary>
[DbContext(typeof(SqliteContext))]
[Migration("20261123060000_server")]
internal sealed class ServerMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            CREATE TABLE account (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                name TEXT NOT NULL UNIQUE,
                role TEXT NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
                password_hash TEXT,
                disabled INTEGER NOT NULL,
                created_at TEXT NOT NULL
            );

            CREATE TABLE api_key (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
                name TEXT NOT NULL,
                sha256 TEXT NOT NULL UNIQUE,
                created_at TEXT NOT NULL
            );

            CREATE TABLE sign_in (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
                sha256 TEXT NOT NULL UNIQUE,
                created_at TEXT NOT NULL,
                expires_at TEXT NOT NULL
            );

            CREATE TABLE audit (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                at TEXT NOT NULL,
                account TEXT NOT NULL,
                address TEXT,
                action TEXT NOT NULL,
                subject TEXT NOT NULL,
                status INTEGER
            );

            CREATE TABLE schedule (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                name TEXT NOT NULL UNIQUE,
                kind TEXT NOT NULL,
                subject TEXT NOT NULL,
                rule TEXT NOT NULL,
                time_zone TEXT NOT NULL,
                misfire TEXT NOT NULL CHECK (misfire IN ('skip', 'once')),
                paused INTEGER NOT NULL,
                account TEXT NOT NULL,
                created_at TEXT NOT NULL
            );

            CREATE TABLE schedule_firing (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                schedule_id INTEGER NOT NULL REFERENCES schedule (id) ON DELETE CASCADE,
                due_at TEXT,
                started_at TEXT NOT NULL,
                ended_at TEXT,
                state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed')),
                outcome TEXT
            );

            CREATE INDEX api_key_account ON api_key (account_id);

            CREATE INDEX sign_in_account ON sign_in (account_id);

            CREATE INDEX audit_at ON audit (at);

            CREATE INDEX schedule_firing_schedule ON schedule_firing (schedule_id);
            """);
}
