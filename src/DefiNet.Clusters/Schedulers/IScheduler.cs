using DefiNet.Clusters.Hosts;

namespace DefiNet.Clusters.Schedulers;

/// <summary>Gives jobs to a cluster's scheduler and asks it about them. Every method is one remote command, whatever the number of jobs.</summary>
public interface IScheduler
{
    /// <summary>Name as in the cluster's definition: <c>slurm</c>, <c>pbs</c>, <c>sge</c>, <c>lsf</c>, <c>direct</c>.</summary>
    string Name { get; }

    /// <summary>The script that the scheduler runs for a job.</summary>
    /// <exception cref="ClusterException">The job has a name, a folder or an argument that cannot be carried.</exception>
    string SubmitScript(BatchJob job);

    /// <summary>Submits jobs whose folders are there with their inputs. Whoever repeats this after a crash or a lost answer doubles nothing: a folder remembers that it was submitted.</summary>
    /// <returns>A reply for each job, in order.</returns>
    /// <exception cref="HostUnreachableException">The answer was lost: some of the jobs may be submitted.</exception>
    Task<IReadOnlyList<SubmitReply>> SubmitAsync(IHost host, IReadOnlyList<BatchJob> jobs, CancellationToken stop);

    /// <summary>Looks at the queue, at the ends of jobs since the last look, at what became of jobs that are gone, and into growing output.</summary>
    /// <exception cref="HostUnreachableException">There is no answer.</exception>
    Task<QueueAnswer> LookAsync(IHost host, QueueQuestion question, CancellationToken stop);

    /// <summary>Takes jobs out of the queue, or ends them; one that is gone already is no error.</summary>
    /// <exception cref="HostUnreachableException">The answer was lost.</exception>
    Task CancelAsync(IHost host, IReadOnlyList<SubmittedJob> jobs, CancellationToken stop);
}
