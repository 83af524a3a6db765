using DefiNet.Campaigns.Storage.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace DefiNet.Campaigns.Storage;

/// <summary>The store's tables: one model for SQLite and PostgreSQL. Contexts come from <see cref="Store.NewContext"/>, live as long as one piece of work and serve one thread.</summary>
public abstract class DefiNetContext : DbContext
{
    private protected DefiNetContext(DbContextOptions options) : base(options)
    {
    }

    /// <summary>Host materials.</summary>
    public DbSet<MaterialRow> Materials => Set<MaterialRow>();

    /// <summary>Campaigns.</summary>
    public DbSet<CampaignRow> Campaigns => Set<CampaignRow>();

    /// <summary>Configurations of all campaigns.</summary>
    public DbSet<ConfigurationRow> Configurations => Set<ConfigurationRow>();

    /// <summary>Models.</summary>
    public DbSet<ModelRow> Models => Set<ModelRow>();

    /// <summary>Starts.</summary>
    public DbSet<StartRow> Starts => Set<StartRow>();

    /// <summary>Clusters; the row <see cref="ClusterRow.Local"/> is always there.</summary>
    public DbSet<ClusterRow> Clusters => Set<ClusterRow>();

    /// <summary>DFT runs.</summary>
    public DbSet<DftRunRow> Runs => Set<DftRunRow>();

    /// <summary>Transitions of DFT runs.</summary>
    public DbSet<DftRunEventRow> RunEvents => Set<DftRunEventRow>();

    /// <summary>What was done about errors of runs.</summary>
    public DbSet<RunCorrectionRow> RunCorrections => Set<RunCorrectionRow>();

    /// <summary>How far runs are that are at work.</summary>
    public DbSet<RunProgressRow> Progress => Set<RunProgressRow>();

    /// <summary>Records of ended runs.</summary>
    public DbSet<IonicRecordRow> Records => Set<IonicRecordRow>();

    /// <summary>Completed ionic steps.</summary>
    public DbSet<IonicStepRow> Steps => Set<IonicStepRow>();

    /// <summary>Accounts of the server.</summary>
    public DbSet<AccountRow> Accounts => Set<AccountRow>();

    /// <summary>Keys of accounts.</summary>
    public DbSet<ApiKeyRow> ApiKeys => Set<ApiKeyRow>();

    /// <summary>Browsers that are signed in.</summary>
    public DbSet<SignInRow> SignIns => Set<SignInRow>();

    /// <summary>What was changed through the server, and by whom.</summary>
    public DbSet<AuditRow> Audit => Set<AuditRow>();

    /// <summary>Schedules.</summary>
    public DbSet<ScheduleRow> Schedules => Set<ScheduleRow>();

    /// <summary>Times that schedules' work was done.</summary>
    public DbSet<ScheduleFiringRow> ScheduleFirings => Set<ScheduleFiringRow>();

    /// <summary>Versions of workflow definitions.</summary>
    public DbSet<WorkflowDefinitionRow> WorkflowDefinitions => Set<WorkflowDefinitionRow>();

    /// <summary>Workflow instances.</summary>
    public DbSet<WorkflowInstanceRow> WorkflowInstances => Set<WorkflowInstanceRow>();

    /// <summary>Executions of activities.</summary>
    public DbSet<ActivityExecutionRow> ActivityExecutions => Set<ActivityExecutionRow>();

    /// <summary>What instances wait for.</summary>
    public DbSet<BookmarkRow> Bookmarks => Set<BookmarkRow>();

    /// <summary>What went wrong in instances.</summary>
    public DbSet<IncidentRow> Incidents => Set<IncidentRow>();

    /// <summary>What instances are to be told.</summary>
    public DbSet<WorkflowInboxRow> WorkflowInbox => Set<WorkflowInboxRow>();

    /// <summary>What instances want done.</summary>
    public DbSet<WorkflowMessageRow> WorkflowMessages => Set<WorkflowMessageRow>();

    /// <summary>What starts workflows.</summary>
    public DbSet<WorkflowTriggerRow> WorkflowTriggers => Set<WorkflowTriggerRow>();

    /// <summary>Both arms side by side, one row per configuration and relaxer other than raw: the view <c>ionic_step_pair</c>.</summary>
    public IQueryable<IonicStepPair> Pairs => Set<IonicStepPair>();

    /// <summary>The material of a name, made at once when there is none: two callers get the same row.</summary>
    public MaterialRow MaterialNamed(string name)
    {
        Database.ExecuteSql($"INSERT INTO material (name) VALUES ({name}) ON CONFLICT (name) DO NOTHING");
        return Materials.Single(material => material.Name == name);
    }

    /// <summary>The model with these weights, made at once when there is none: two callers get the same row.</summary>
    /// <param name="name">Name, such as <c>definet-64x4</c>.</param>
    /// <param name="architecture">Architecture, such as <c>definet</c>.</param>
    /// <param name="sha256">SHA-256 of the weights' file, hexadecimal.</param>
    public ModelRow ModelWith(string name, string architecture, string sha256)
    {
        Database.ExecuteSql($"INSERT INTO model (name, architecture, sha256) VALUES ({name}, {architecture}, {sha256}) ON CONFLICT (sha256) DO NOTHING");
        return Models.Single(model => model.Sha256 == sha256);
    }

    /// <inheritdoc/>
    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        StampChangedRuns();
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    /// <inheritdoc/>
    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        StampChangedRuns();
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    /// <inheritdoc/>
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) =>
        // There is no snapshot: migrations are written by hand, and a test compares the model with the migrated tables.
        optionsBuilder.ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcConverter>();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<MaterialRow>(material =>
        {
            material.ToTable("material");
            material.HasIndex(row => row.Name).IsUnique();
        });
        modelBuilder.Entity<CampaignRow>(campaign =>
        {
            campaign.ToTable("campaign");
            campaign.HasIndex(row => row.Name).IsUnique();
        });
        modelBuilder.Entity<ConfigurationRow>(configuration =>
        {
            configuration.ToTable("configuration");
            configuration.HasOne(row => row.Campaign).WithMany(row => row.Configurations).HasForeignKey(row => row.CampaignId);
            configuration.HasOne(row => row.Material).WithMany(row => row.Configurations).HasForeignKey(row => row.MaterialId);
            configuration.HasOne(row => row.TwinOf).WithMany().HasForeignKey(row => row.TwinOfId);
            configuration.HasIndex(row => new { row.CampaignId, row.MaterialId, row.CanonicalHash }).IsUnique().HasFilter("twin_of_id IS NULL");
        });
        modelBuilder.Entity<ModelRow>(model =>
        {
            model.ToTable("model");
            model.HasIndex(row => row.Sha256).IsUnique();
        });
        modelBuilder.Entity<StartRow>(start =>
        {
            start.ToTable("start");
            start.HasOne(row => row.Configuration).WithMany(row => row.Starts).HasForeignKey(row => row.ConfigurationId);
            start.HasOne(row => row.Model).WithMany().HasForeignKey(row => row.ModelId);
            start.HasIndex(row => new { row.ConfigurationId, row.Relaxer }).IsUnique();
        });
        modelBuilder.Entity<ClusterRow>(cluster =>
        {
            cluster.ToTable("cluster");
            cluster.HasIndex(row => row.Name).IsUnique();
        });
        modelBuilder.Entity<DftRunRow>(run =>
        {
            run.ToTable("dft_run");
            run.HasOne(row => row.Start).WithOne(row => row.Run).HasForeignKey<DftRunRow>(row => row.StartId);
            run.HasOne(row => row.Cluster).WithMany().HasForeignKey(row => row.ClusterId);
            run.HasIndex(row => row.Token).IsUnique();
            run.Property(row => row.Revision).IsConcurrencyToken();
        });
        modelBuilder.Entity<DftRunEventRow>(change =>
        {
            change.ToTable("dft_run_event");
            change.HasOne(row => row.Run).WithMany(row => row.Events).HasForeignKey(row => row.RunId);
        });
        modelBuilder.Entity<RunCorrectionRow>(correction =>
        {
            correction.ToTable("run_correction");
            correction.HasOne(row => row.Run).WithMany(row => row.Corrections).HasForeignKey(row => row.RunId);
        });
        modelBuilder.Entity<RunProgressRow>(progress =>
        {
            progress.ToTable("run_progress");
            progress.HasKey(row => row.RunId);
            progress.Property(row => row.RunId).ValueGeneratedNever();
            progress.HasOne(row => row.Run).WithOne(row => row.Progress).HasForeignKey<RunProgressRow>(row => row.RunId);
        });
        modelBuilder.Entity<IonicRecordRow>(record =>
        {
            record.ToTable("ionic_record");
            record.HasOne(row => row.Run).WithOne(row => row.Record).HasForeignKey<IonicRecordRow>(row => row.RunId);
        });
        modelBuilder.Entity<IonicStepRow>(step =>
        {
            step.ToTable("ionic_step");
            step.HasKey(row => new { row.RecordId, row.Step });
            step.HasOne(row => row.Record).WithMany(row => row.Steps).HasForeignKey(row => row.RecordId);
        });
        BuildServer(modelBuilder);
        modelBuilder.Entity<IonicStepPair>(pair =>
        {
            pair.HasNoKey();
            pair.ToView("ionic_step_pair");
        });
        modelBuilder.Entity<WorkflowDefinitionRow>(definition =>
        {
            definition.ToTable("workflow_definition");
            definition.HasIndex(row => new { row.DefinitionId, row.Version }).IsUnique();
        });
        modelBuilder.Entity<WorkflowInstanceRow>().ToTable("workflow_instance");
        modelBuilder.Entity<ActivityExecutionRow>().ToTable("activity_execution");
        modelBuilder.Entity<BookmarkRow>().ToTable("bookmark");
        modelBuilder.Entity<IncidentRow>().ToTable("incident");
        modelBuilder.Entity<WorkflowInboxRow>().ToTable("workflow_inbox");
        modelBuilder.Entity<WorkflowMessageRow>().ToTable("workflow_message");
        modelBuilder.Entity<WorkflowTriggerRow>().ToTable("workflow_trigger");
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
            foreach (var property in entity.GetProperties())
                property.SetColumnName(SnakeCase.Of(property.Name));
    }

    private static void BuildServer(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<AccountRow>(account =>
        {
            account.ToTable("account");
            account.HasIndex(row => row.Name).IsUnique();
        });
        modelBuilder.Entity<ApiKeyRow>(key =>
        {
            key.ToTable("api_key");
            key.HasOne(row => row.Account).WithMany(row => row.Keys).HasForeignKey(row => row.AccountId);
            key.HasIndex(row => row.Sha256).IsUnique();
        });
        modelBuilder.Entity<SignInRow>(signIn =>
        {
            signIn.ToTable("sign_in");
            signIn.HasOne(row => row.Account).WithMany().HasForeignKey(row => row.AccountId);
            signIn.HasIndex(row => row.Sha256).IsUnique();
        });
        modelBuilder.Entity<AuditRow>().ToTable("audit");
        modelBuilder.Entity<ScheduleRow>(schedule =>
        {
            schedule.ToTable("schedule");
            schedule.HasIndex(row => row.Name).IsUnique();
        });
        modelBuilder.Entity<ScheduleFiringRow>(firing =>
        {
            firing.ToTable("schedule_firing");
            firing.HasOne(row => row.Schedule).WithMany().HasForeignKey(row => row.ScheduleId);
        });
    }

    private void StampChangedRuns()
    {
        foreach (var entry in ChangeTracker.Entries<DftRunRow>())
            if (entry.State == EntityState.Modified)
            {
                entry.Entity.Revision = entry.Property(row => row.Revision).OriginalValue + 1;
                entry.Entity.UpdatedAt = DateTime.UtcNow;
            }
    }

    private sealed class UtcConverter : ValueConverter<DateTime, DateTime>
    {
        public UtcConverter() : base(
            time => time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Utc),
            time => DateTime.SpecifyKind(time, DateTimeKind.Utc))
        {
        }
    }
}
