using DefiNet.Campaigns.Storage;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace DefiNet.Campaigns.Migrations.Postgres;

/// <summary>Workflows: definitions, instances with their state, executions of activities, bookmarks, incidents, messages in and out, triggers.</summary>
[DbContext(typeof(PostgresContext))]
[Migration("20261123080000_workflows")]
internal sealed class WorkflowsMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropViews();
        migrationBuilder.Sql(
            """
            SET LOCAL search_path TO definet;

            CREATE TABLE workflow_definition (
                id text PRIMARY KEY,
                definition_id text NOT NULL,
                version integer NOT NULL,
                name text NOT NULL,
                description text,
                is_latest boolean NOT NULL,
                is_published boolean NOT NULL,
                is_readonly boolean NOT NULL,
                is_system boolean NOT NULL,
                tool_version text,
                provider text,
                model text NOT NULL,
                created_at timestamp with time zone NOT NULL,
                UNIQUE (definition_id, version)
            );

            CREATE UNIQUE INDEX workflow_definition_latest ON workflow_definition (definition_id) WHERE is_latest;
            CREATE UNIQUE INDEX workflow_definition_published ON workflow_definition (definition_id) WHERE is_published;

            CREATE TABLE workflow_instance (
                id text PRIMARY KEY,
                definition_id text NOT NULL,
                definition_version_id text NOT NULL,
                version integer NOT NULL,
                status text NOT NULL,
                sub_status text NOT NULL,
                correlation_id text,
                name text,
                parent_instance_id text,
                incident_count integer NOT NULL,
                is_system boolean NOT NULL,
                state text NOT NULL,
                wake_at timestamp with time zone,
                lease_owner text,
                signals bigint NOT NULL,
                revision bigint NOT NULL,
                created_at timestamp with time zone NOT NULL,
                updated_at timestamp with time zone NOT NULL,
                finished_at timestamp with time zone
            );

            CREATE INDEX workflow_instance_wake ON workflow_instance (wake_at) WHERE wake_at IS NOT NULL;
            CREATE INDEX workflow_instance_created ON workflow_instance (created_at);
            CREATE INDEX workflow_instance_definition ON workflow_instance (definition_id, status);
            CREATE INDEX workflow_instance_parent ON workflow_instance (parent_instance_id) WHERE parent_instance_id IS NOT NULL;

            CREATE TABLE activity_execution (
                id text PRIMARY KEY,
                instance_id text NOT NULL REFERENCES workflow_instance (id) ON DELETE CASCADE,
                sequence bigint NOT NULL,
                activity_id text NOT NULL,
                node_id text NOT NULL,
                type text NOT NULL,
                type_version integer NOT NULL,
                name text,
                parent_id text,
                depth integer NOT NULL,
                status text NOT NULL,
                has_bookmarks boolean NOT NULL,
                fault_count integer NOT NULL,
                state text,
                payload text,
                outputs text,
                exception text,
                events text NOT NULL,
                started_at timestamp with time zone NOT NULL,
                completed_at timestamp with time zone
            );

            CREATE INDEX activity_execution_instance ON activity_execution (instance_id, sequence);

            CREATE TABLE bookmark (
                id text PRIMARY KEY,
                instance_id text NOT NULL REFERENCES workflow_instance (id) ON DELETE CASCADE,
                activity_execution_id text NOT NULL,
                activity_id text NOT NULL,
                node_id text NOT NULL,
                kind text NOT NULL,
                key text NOT NULL,
                correlation_id text,
                payload text,
                due_at timestamp with time zone,
                created_at timestamp with time zone NOT NULL
            );

            CREATE INDEX bookmark_key ON bookmark (key);
            CREATE INDEX bookmark_instance ON bookmark (instance_id);

            CREATE TABLE incident (
                id text PRIMARY KEY,
                instance_id text NOT NULL REFERENCES workflow_instance (id) ON DELETE CASCADE,
                activity_execution_id text NOT NULL,
                activity_id text NOT NULL,
                node_id text NOT NULL,
                activity_type text NOT NULL,
                message text NOT NULL,
                exception text NOT NULL,
                at timestamp with time zone NOT NULL
            );

            CREATE INDEX incident_instance ON incident (instance_id);

            CREATE TABLE workflow_inbox (
                id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
                instance_id text NOT NULL REFERENCES workflow_instance (id) ON DELETE CASCADE,
                kind text NOT NULL,
                bookmark_id text,
                payload text,
                created_at timestamp with time zone NOT NULL
            );

            CREATE INDEX workflow_inbox_instance ON workflow_inbox (instance_id);

            CREATE TABLE workflow_message (
                id text PRIMARY KEY,
                kind text NOT NULL,
                instance_id text,
                payload text NOT NULL,
                attempts integer NOT NULL,
                error text,
                due_at timestamp with time zone,
                created_at timestamp with time zone NOT NULL
            );

            CREATE INDEX workflow_message_due ON workflow_message (due_at) WHERE due_at IS NOT NULL;

            CREATE TABLE workflow_trigger (
                id text PRIMARY KEY,
                definition_id text NOT NULL,
                definition_version_id text NOT NULL,
                activity_id text NOT NULL,
                kind text NOT NULL,
                key text NOT NULL,
                payload text,
                due_at timestamp with time zone
            );

            CREATE INDEX workflow_trigger_key ON workflow_trigger (key);
            CREATE INDEX workflow_trigger_due ON workflow_trigger (due_at) WHERE due_at IS NOT NULL;
            """);
        migrationBuilder.MakeViewsIfLast(this);
    }
}
