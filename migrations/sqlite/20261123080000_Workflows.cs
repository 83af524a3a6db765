using DefiNet.Campaigns.Storage;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace DefiNet.Campaigns.Migrations.Sqlite;

/// <summary>Workflows: definitions, instances with their state, executions of activities, bookmarks, incidents, messages in and out, triggers.</summary>
[DbContext(typeof(SqliteContext))]
[Migration("20261123080000_workflows")]
internal sealed class WorkflowsMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropViews();
        migrationBuilder.Sql(
            """
            CREATE TABLE workflow_definition (
                id TEXT PRIMARY KEY,
                definition_id TEXT NOT NULL,
                version INTEGER NOT NULL,
                name TEXT NOT NULL,
                description TEXT,
                is_latest INTEGER NOT NULL,
                is_published INTEGER NOT NULL,
                is_readonly INTEGER NOT NULL,
                is_system INTEGER NOT NULL,
                tool_version TEXT,
                provider TEXT,
                model TEXT NOT NULL,
                created_at TEXT NOT NULL,
                UNIQUE (definition_id, version)
            );

            CREATE UNIQUE INDEX workflow_definition_latest ON workflow_definition (definition_id) WHERE is_latest;
            CREATE UNIQUE INDEX workflow_definition_published ON workflow_definition (definition_id) WHERE is_published;

            CREATE TABLE workflow_instance (
                id TEXT PRIMARY KEY,
                definition_id TEXT NOT NULL,
                definition_version_id TEXT NOT NULL,
                version INTEGER NOT NULL,
                status TEXT NOT NULL,
                sub_status TEXT NOT NULL,
                correlation_id TEXT,
                name TEXT,
                parent_instance_id TEXT,
                incident_count INTEGER NOT NULL,
                is_system INTEGER NOT NULL,
                state TEXT NOT NULL,
                wake_at TEXT,
                lease_owner TEXT,
                signals INTEGER NOT NULL,
                revision INTEGER NOT NULL,
                created_at TEXT NOT NULL,
                updated_at TEXT NOT NULL,
                finished_at TEXT
            );

            CREATE INDEX workflow_instance_wake ON workflow_instance (wake_at) WHERE wake_at IS NOT NULL;
            CREATE INDEX workflow_instance_created ON workflow_instance (created_at);
            CREATE INDEX workflow_instance_definition ON workflow_instance (definition_id, status);
            CREATE INDEX workflow_instance_parent ON workflow_instance (parent_instance_id) WHERE parent_instance_id IS NOT NULL;

            CREATE TABLE activity_execution (
                id TEXT PRIMARY KEY,
                instance_id TEXT NOT NULL REFERENCES workflow_instance (id) ON DELETE CASCADE,
                sequence INTEGER NOT NULL,
                activity_id TEXT NOT NULL,
                node_id TEXT NOT NULL,
                type TEXT NOT NULL,
                type_version INTEGER NOT NULL,
                name TEXT,
                parent_id TEXT,
                depth INTEGER NOT NULL,
                status TEXT NOT NULL,
                has_bookmarks INTEGER NOT NULL,
                fault_count INTEGER NOT NULL,
                state TEXT,
                payload TEXT,
                outputs TEXT,
                exception TEXT,
                events TEXT NOT NULL,
                started_at TEXT NOT NULL,
                completed_at TEXT
            );

            CREATE INDEX activity_execution_instance ON activity_execution (instance_id, sequence);

            CREATE TABLE bookmark (
                id TEXT PRIMARY KEY,
                instance_id TEXT NOT NULL REFERENCES workflow_instance (id) ON DELETE CASCADE,
                activity_execution_id TEXT NOT NULL,
                activity_id TEXT NOT NULL,
                node_id TEXT NOT NULL,
                kind TEXT NOT NULL,
                key TEXT NOT NULL,
                correlation_id TEXT,
                payload TEXT,
                due_at TEXT,
                created_at TEXT NOT NULL
            );

            CREATE INDEX bookmark_key ON bookmark (key);
            CREATE INDEX bookmark_instance ON bookmark (instance_id);

            CREATE TABLE incident (
                id TEXT PRIMARY KEY,
                instance_id TEXT NOT NULL REFERENCES workflow_instance (id) ON DELETE CASCADE,
                activity_execution_id TEXT NOT NULL,
                activity_id TEXT NOT NULL,
                node_id TEXT NOT NULL,
                activity_type TEXT NOT NULL,
                message TEXT NOT NULL,
                exception TEXT NOT NULL,
                at TEXT NOT NULL
            );

            CREATE INDEX incident_instance ON incident (instance_id);

            CREATE TABLE workflow_inbox (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                instance_id TEXT NOT NULL REFERENCES workflow_instance (id) ON DELETE CASCADE,
                kind TEXT NOT NULL,
                bookmark_id TEXT,
                payload TEXT,
                created_at TEXT NOT NULL
            );

            CREATE INDEX workflow_inbox_instance ON workflow_inbox (instance_id);

            CREATE TABLE workflow_message (
                id TEXT PRIMARY KEY,
                kind TEXT NOT NULL,
                instance_id TEXT,
                payload TEXT NOT NULL,
                attempts INTEGER NOT NULL,
                error TEXT,
                due_at TEXT,
                created_at TEXT NOT NULL
            );

            CREATE INDEX workflow_message_due ON workflow_message (due_at) WHERE due_at IS NOT NULL;

            CREATE TABLE workflow_trigger (
                id TEXT PRIMARY KEY,
                definition_id TEXT NOT NULL,
                definition_version_id TEXT NOT NULL,
                activity_id TEXT NOT NULL,
                kind TEXT NOT NULL,
                key TEXT NOT NULL,
                payload TEXT,
                due_at TEXT
            );

            CREATE INDEX workflow_trigger_key ON workflow_trigger (key);
            CREATE INDEX workflow_trigger_due ON workflow_trigger (due_at) WHERE due_at IS NOT NULL;
            """);
        migrationBuilder.MakeViewsIfLast(this);
    }
}
