namespace DefiNet.Campaigns.Definitions;

/// <summary>A cluster on which starts are made, by this same program.</summary>
/// <param name="On">Name of the cluster.</param>
/// <param name="PerRun">Configurations in one run of the program.</param>
/// <param name="Tasks">Tasks of the array job, which share the runs.</param>
public sealed record StartsPlace(string On, int PerRun = StartsPlace.UsualPerRun, int Tasks = StartsPlace.UsualTasks)
{
    /// <summary>Configurations in one run when nothing is said.</summary>
    public const int UsualPerRun = 50;

    /// <summary>Tasks when nothing is said.</summary>
    public const int UsualTasks = 8;
}
