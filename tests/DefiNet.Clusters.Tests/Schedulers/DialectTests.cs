using DefiNet.Clusters.Definitions;
using DefiNet.Clusters.Schedulers;
using DefiNet.Clusters.Schedulers.Lsf;
using DefiNet.Clusters.Schedulers.Pbs;
using DefiNet.Clusters.Schedulers.Sge;
using DefiNet.Clusters.Schedulers.Slurm;

namespace DefiNet.Clusters.Tests.Schedulers;

public sealed class DialectTests
{
    private static readonly Dictionary<string, Dialect> Dialects = new()
    {
        ["slurm"] = new SlurmDialect(),
        ["pbs"] = new PbsDialect(torque: false),
        ["torque"] = new PbsDialect(torque: true),
        ["sge"] = new SgeDialect(),
        ["lsf"] = new LsfDialect(),
    };

    [Theory]
    [InlineData("slurm", RecordedTexts.SlurmQueue, "dfn-1:101:Waiting dfn-2:102:Running dfn-a3:103:Running dfn-4:104:Ending dfn-5:105:Held", 1)]
    [InlineData("pbs", RecordedTexts.PbsQueue, "dfn-1:11.pbs01:Waiting dfn-2:12.pbs01:Running dfn-a3:13[].pbs01:Running", 1)]
    [InlineData("sge", RecordedTexts.SgeQueue, "dfn-1:31:Running dfn-2:32:Waiting dfn-3:33:Held", 1)]
    [InlineData("lsf", RecordedTexts.LsfQueue, "dfn-1:51:Running dfn-2:52:Waiting dfn-a3:53:Running dfn-4:54:Held", 1)]
    public void A_queue_is_read(string scheduler, string text, string jobs, int others)
    {
        var reading = Read(scheduler, text);

        Assert.Equal((null, jobs, others), (reading.Doubt, string.Join(' ', reading.Jobs.Select(job => $"{job.Token}:{job.Id}:{job.State}")), reading.Others));
    }

    [Theory]
    [InlineData("slurm")]
    [InlineData("pbs")]
    [InlineData("torque")]
    [InlineData("sge")]
    [InlineData("lsf")]
    public void An_empty_answer_or_one_of_something_else_is_not_an_empty_queue(string scheduler)
    {
        Assert.NotNull(Read(scheduler, "").Doubt);
        Assert.NotNull(Read(scheduler, "\n\n").Doubt);
        Assert.NotNull(Read(scheduler, "slurm_load_jobs error: Unable to contact slurm controller (connect failure)\n").Doubt);
        Assert.NotNull(Read(scheduler, "Welcome to the cluster!\n").Doubt);
    }

    [Theory]
    [InlineData("slurm", "JOBID|ST|USER|REASON|NAME\n")]
    [InlineData("pbs", "IDS \n")]
    [InlineData("torque", "IDS \n")]
    [InlineData("sge", "<?xml version='1.0'?>\n<job_info xmlns:xsd=\"x\"><queue_info></queue_info><job_info></job_info></job_info>\n")]
    [InlineData("lsf", "JOBID|STAT|USER|JOB_NAME\n")]
    public void An_empty_queue_is_one(string scheduler, string text)
    {
        var reading = Read(scheduler, text);

        Assert.Equal((null, 0, 0), (reading.Doubt, reading.Jobs.Count, reading.Others));
    }

    [Theory]
    [InlineData("slurm", RecordedTexts.SlurmQueue)]
    [InlineData("pbs", RecordedTexts.PbsQueue)]
    [InlineData("sge", RecordedTexts.SgeQueue)]
    [InlineData("lsf", RecordedTexts.LsfQueue)]
    public void Jobs_of_other_users_make_the_whole_answer_doubtful(string scheduler, string text)
    {
        var reading = Read(scheduler, text, user: "bob");

        Assert.Contains("ada", reading.Doubt, StringComparison.Ordinal);
        Assert.Empty(reading.Jobs);
    }

    [Fact]
    public void An_answer_of_PBS_or_Grid_Engine_that_breaks_off_is_doubtful()
    {
        Assert.NotNull(Read("pbs", RecordedTexts.PbsQueue[..400]).Doubt);
        Assert.NotNull(Read("sge", RecordedTexts.SgeQueue[..700]).Doubt);
    }

    [Fact]
    public void A_job_that_ended_between_the_two_questions_of_PBS_is_no_doubt() =>
        Assert.Null(Read("pbs", "IDS 9.pbs01\nqstat: Unknown Job Id 9.pbs01\n").Doubt);

    [Theory]
    [InlineData("slurm", RecordedTexts.SlurmAccounts, "201:Completed 202:TimeOut 203:OutOfMemory 204:NodeFail 205:Preempted 206:Cancelled 207:Failed 208:Failed 209:NotEnded 210:Cancelled 211:Failed 212:NodeFail")]
    [InlineData("slurm", RecordedTexts.SlurmShown, "300:Completed 301:TimeOut 302:Failed 304:OutOfMemory")]
    [InlineData("pbs", RecordedTexts.PbsAccounts, "21.pbs01:Completed 22.pbs01:TimeOut 23.pbs01:Cancelled 24.pbs01:OutOfMemory 25.pbs01:TimeOut 26.pbs01:NodeFail 27.pbs01:Failed 28.pbs01:NotEnded 29.torque:Failed")]
    [InlineData("sge", RecordedTexts.SgeAccounts, "41:Completed 42:TimeOut 43:Cancelled 44:Killed 45:NodeFail 46:Failed")]
    [InlineData("lsf", RecordedTexts.LsfAccounts, "61:Completed 62:TimeOut 63:Cancelled 64:OutOfMemory 65:Failed 66:NotEnded 67:Failed 68:Cancelled")]
    public void The_true_reason_of_an_end_is_read(string scheduler, string text, string outcomes) =>
        Assert.Equal(outcomes, string.Join(' ', Dialects[scheduler].ReadAccounts(text).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}:{pair.Value.Outcome}")));

    [Fact]
    public void Who_cancelled_and_what_exit_code_there_was_is_told()
    {
        var slurm = Dialects["slurm"].ReadAccounts(RecordedTexts.SlurmAccounts);

        Assert.Equal("cancelled by user 0", slurm["206"].Sentence);
        Assert.Equal((3, 137), (slurm["207"].ExitCode, slurm["208"].ExitCode));
        Assert.Equal("deleted by root@master", Dialects["sge"].ReadAccounts(RecordedTexts.SgeAccounts)["43"].Sentence);
        Assert.Equal("cancelled by the administrator", Dialects["lsf"].ReadAccounts(RecordedTexts.LsfAccounts)["68"].Sentence);
    }

    [Theory]
    [InlineData("slurm", 0, "123\n", "", "Submitted:123")]
    [InlineData("slurm", 0, "123;cluster2\n", "", "Submitted:123")]
    [InlineData("slurm", 0, "Welcome\nSubmitted batch job 123\n", "", "Submitted:123")]
    [InlineData("slurm", 0, "", "", "Unknown:")]
    [InlineData("slurm", 1, "", "sbatch: error: Batch job submission failed: Invalid account or account/partition combination specified", "Refused:")]
    [InlineData("slurm", 1, "", "sbatch: error: invalid partition specified: nowhere\nsbatch: error: Batch job submission failed: Invalid partition name specified", "Refused:")]
    [InlineData("slurm", 1, "", "sbatch: error: QOSMaxSubmitJobPerUserLimit\nsbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)", "Full:")]
    [InlineData("slurm", 1, "", "sbatch: error: Batch job submission failed: Socket timed out on send/recv operation", "Unknown:")]
    [InlineData("slurm", 1, "", "sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect failure)", "Unknown:")]
    [InlineData("slurm", 124, "", "", "Unknown:")]
    [InlineData("slurm", 127, "", "sh: 1: sbatch: not found", "Refused:")]
    [InlineData("pbs", 0, "1234.pbs01\n", "", "Submitted:1234.pbs01")]
    [InlineData("pbs", 0, "*** Your quota is low ***\n77[].pbs01\n", "", "Submitted:77[].pbs01")]
    [InlineData("pbs", 170, "", "qsub: Unknown queue", "Refused:")]
    [InlineData("pbs", 38, "", "qsub: would exceed queue generic's per-user limit of jobs in 'Q' state", "Full:")]
    [InlineData("pbs", 255, "", "Connection timed out\nqsub: cannot connect to server pbs01 (errno=110)", "Unknown:")]
    [InlineData("torque", 0, "55.master.cluster\n", "", "Submitted:55.master.cluster")]
    [InlineData("torque", 46, "", "qsub: submit error (Maximum number of jobs already in queue for user MSG=total number of current user's jobs exceeds the queue limit)", "Full:")]
    [InlineData("sge", 0, "31\n", "", "Submitted:31")]
    [InlineData("sge", 0, "32.1-10:1\n", "", "Submitted:32")]
    [InlineData("sge", 0, "Your job 33 (\"dfn-1\") has been submitted\n", "", "Submitted:33")]
    [InlineData("sge", 1, "", "Unable to run job: job rejected: the requested parallel environment \"mpi\" does not exist.\nExiting.", "Refused:")]
    [InlineData("sge", 25, "", "Unable to run job: job rejected: Only 10 jobs are allowed per user (current job count: 10)", "Full:")]
    [InlineData("sge", 1, "", "error: commlib error: got select error (Connection refused)\nUnable to run job: unable to send message to qmaster", "Unknown:")]
    [InlineData("lsf", 0, "Job <51> is submitted to queue <normal>.\n", "", "Submitted:51")]
    [InlineData("lsf", 0, "Job <52> is submitted to default queue <normal>.\n", "", "Submitted:52")]
    [InlineData("lsf", 255, "", "nowhere: No such queue. Job not submitted.", "Refused:")]
    [InlineData("lsf", 255, "", "User <ada>: Pending job threshold reached. Retrying in 60 seconds...", "Full:")]
    [InlineData("lsf", 255, "", "Cannot connect to LSF. Please wait ...", "Unknown:")]
    public void An_answer_to_a_submission_says_whether_the_job_is_there(string scheduler, int exit, string output, string errors, string expected)
    {
        var (outcome, id, sentence) = Dialects[scheduler].ReadSubmitted(exit, output, errors);

        Assert.Equal(expected, $"{outcome}:{id}");
        Assert.True(outcome == SubmitOutcome.Submitted || sentence is { Length: > 3 });
    }

    [Theory]
    [InlineData("slurm", "#SBATCH --job-name=dfn-1|#SBATCH --partition=work|#SBATCH --account=proj|#SBATCH --nodes=2|#SBATCH --ntasks-per-node=16|#SBATCH --cpus-per-task=2|#SBATCH --mem=65536M|#SBATCH --time=1-06:30:00|#SBATCH --array=1-2")]
    [InlineData("pbs", "#PBS -N dfn-1|#PBS -q work|#PBS -A proj|#PBS -l select=2:ncpus=32:mpiprocs=16:ompthreads=2:mem=65536mb|#PBS -l walltime=30:30:00|#PBS -J 1-2|#PBS -r n")]
    [InlineData("torque", "#PBS -l nodes=2:ppn=32|#PBS -l mem=131072mb|#PBS -t 1-2")]
    [InlineData("sge", "#$ -N dfn-1|#$ -q work|#$ -P proj|#$ -pe mpi 64|#$ -l h_vmem=2048M|#$ -l h_rt=30:30:00|#$ -t 1-2|#$ -r n")]
    [InlineData("lsf", "#BSUB -J \"dfn-1[1-2]\"|#BSUB -q work|#BSUB -P proj|#BSUB -n 64|#BSUB -R \"span[ptile=32]\"|#BSUB -M 65536MB|#BSUB -W 30:30")]
    public void The_head_of_a_script_says_what_the_job_needs(string scheduler, string lines)
    {
        var cluster = new ClusterDefinition
        {
            Name = "site",
            Scheduler = scheduler,
            Folder = "~/definet",
            Partition = "work",
            Account = "proj",
            Nodes = 2,
            TasksPerNode = 16,
            ThreadsPerTask = 2,
            MemoryMiB = 65536,
            WallTime = new TimeSpan(30, 30, 0),
            Run = "srun vasp_std",
        };
        var job = new BatchJob("dfn-1", "~/definet/a", [new("dfn-1", "~/definet/a", []), new("dfn-2", "~/definet/b", [])]) { Tasks = 2 };

        var script = SchedulerFactory.Create(cluster).SubmitScript(job);

        Assert.StartsWith("#!/bin/sh\n#", script, StringComparison.Ordinal);
        Assert.All(lines.Split('|'), line => Assert.Contains($"\n{line}\n", script, StringComparison.Ordinal));
        Assert.Contains("run dfn-2 \"$HOME\"/definet/b STOPCAR 'LSTOP = .TRUE.' site_command\n", script, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dfn 1")]
    [InlineData("-dfn")]
    [InlineData("dfn\n1")]
    [InlineData("dfn$(x)")]
    [InlineData("")]
    [InlineData("dfn-𝒳")]
    public void A_jobs_name_is_plain(string token)
    {
        var scheduler = SchedulerFactory.Create(new ClusterDefinition { Name = "site", Scheduler = "slurm", Folder = "~/definet" });

        Assert.Throws<ClusterException>(() => scheduler.SubmitScript(BatchJob.Of(token, "/x", "true")));
    }

    private static Dialect.QueueReading Read(string scheduler, string text, string user = "ada") =>
        Dialects[scheduler].ReadQueue(text, user, name => name.StartsWith("dfn-", StringComparison.Ordinal));
}
