namespace DefiNet.Clusters.Tests.Schedulers;

/// <summary>Answers of schedulers, written after their public manuals and the forms that open-source clients test against; hosts, users and numbers are made up.</summary>
/// <remarks>
/// Slurm: squeue(1), sacct(1), scontrol(1), sbatch(1) of 17.11 to 24.05. PBS Professional 19 to 2022 and OpenPBS: qstat(1B), qsub(1B). Torque 4 to 6: qstat(1B), qsub(1B).
/// Grid Engine 6.2u5, 8.1.9: qstat(1), qacct(1), accounting(5). LSF 9.1.3 and 10.1: bjobs, bsub, bhist.
/// </remarks>
internal static class RecordedTexts
{
    public const string SlurmQueue = """
        JOBID|ST|USER|REASON|NAME
        101|PD|ada|Priority|dfn-1
        102|R|ada|None|dfn-2
        103_[4-9%2]|PD|ada|Resources|dfn-a3
        103_2|R|ada|None|dfn-a3
        104|CG|ada|None|dfn-4
        105|PD|ada|JobHeldUser|dfn-5
        106|PD|ada|(null)|my | own job
        107|F|ada|NonZeroExitCode|dfn-7

        """;

    public const string SlurmAccounts = """
        201|dfn-1|COMPLETED|0:0
        202|dfn-2|TIMEOUT|0:0
        203|dfn-3|OUT_OF_MEMORY|0:125
        204|dfn-4|NODE_FAIL|1:0
        205|dfn-5|PREEMPTED|0:0
        206|dfn-6|CANCELLED by 0|0:15
        207|dfn-7|FAILED|3:0
        208|dfn-8|FAILED|0:9
        209|dfn-9|RUNNING|0:0
        210|dfn-10|CANCELLED+|0:0
        211_1|dfn-11|COMPLETED|0:0
        211_2|dfn-11|FAILED|1:0
        212|dfn-12|BOOT_FAIL|0:0

        """;

    public const string SlurmShown = """
        JobId=301 JobName=dfn-1 UserId=ada(1000) GroupId=ada(1000) MCS_label=N/A Priority=1 Nice=0 Account=(null) QOS=normal JobState=TIMEOUT Reason=TimeLimit Dependency=(null) Requeue=0 Restarts=0 BatchFlag=1 Reboot=0 ExitCode=0:15 RunTime=00:01:02 TimeLimit=00:01:00
        JobId=302 JobName=dfn-2 JobState=FAILED Reason=NonZeroExitCode ExitCode=7:0
        JobId=303 ArrayJobId=300 ArrayTaskId=2 JobName=dfn-3 JobState=COMPLETED Reason=None ExitCode=0:0
        JobId=304 JobName=dfn-4 JobState=OUT_OF_MEMORY Reason=OutOfMemory ExitCode=0:125
        slurm_load_jobs error: Invalid job id specified

        """;

    public const string PbsQueue = """
        IDS 11.pbs01 12.pbs01 13[].pbs01 14.pbs01
        Job Id: 11.pbs01
            Job_Name = dfn-1
            Job_Owner = ada@login1.site.edu
            job_state = Q
            queue = workq
            comment = Not Running: Insufficient amount of resource: ncpus (R: 48 A: 0 T: 
        	96)
            Variable_List = PBS_O_HOME=/home/ada,PBS_O_LANG=C,PBS_O_LOGNAME=ada,
        	PBS_O_PATH=/usr/bin

        Job Id: 12.pbs01
            Job_Name = dfn-2
            Job_Owner = ada@login1.site.edu
            resources_used.walltime = 00:10:00
            job_state = R
            queue = workq

        Job Id: 13[].pbs01
            Job_Name = dfn-a3
            Job_Owner = ada@login1.site.edu
            job_state = B
            array = True

        Job Id: 14.pbs01
            Job_Name = STDIN
            Job_Owner = ada@login1.site.edu
            job_state = H

        """;

    public const string PbsAccounts = """
        Job Id: 21.pbs01
            Job_Name = dfn-1
            job_state = F
            Exit_status = 0
            stime = Mon Nov 23 07:00:00 2026

        Job Id: 22.pbs01
            job_state = F
            resources_used.walltime = 24:00:12
            Resource_List.walltime = 24:00:00
            substate = 92
            Exit_status = 271

        Job Id: 23.pbs01
            job_state = F
            resources_used.walltime = 01:00:12
            Resource_List.walltime = 24:00:00
            substate = 91
            Exit_status = 271

        Job Id: 24.pbs01
            job_state = F
            Exit_status = -27

        Job Id: 25.pbs01
            job_state = F
            Exit_status = -29

        Job Id: 26.pbs01
            job_state = F
            Exit_status = -3

        Job Id: 27.pbs01
            job_state = F
            Exit_status = 2

        Job Id: 28.pbs01
            job_state = R

        Job Id: 29.torque
            job_state = C
            exit_status = 0
            Exit_status = 137

        """;

    public const string SgeQueue = """
        <?xml version='1.0'?>
        <job_info  xmlns:xsd="http://arc.liv.ac.uk/repos/darcs/sge/source/dist/util/resources/schemas/qstat/qstat.xsd">
          <queue_info>
            <job_list state="running">
              <JB_job_number>31</JB_job_number>
              <JAT_prio>0.55500</JAT_prio>
              <JB_name>dfn-1</JB_name>
              <JB_owner>ada</JB_owner>
              <state>r</state>
              <JAT_start_time>2026-11-23T07:00:00</JAT_start_time>
              <queue_name>all.q@node1</queue_name>
              <slots>16</slots>
            </job_list>
          </queue_info>
          <job_info>
            <job_list state="pending">
              <JB_job_number>32</JB_job_number>
              <JB_name>dfn-2</JB_name>
              <JB_owner>ada</JB_owner>
              <state>qw</state>
              <queue_name></queue_name>
              <slots>16</slots>
            </job_list>
            <job_list state="pending">
              <JB_job_number>33</JB_job_number>
              <JB_name>dfn-3</JB_name>
              <JB_owner>ada</JB_owner>
              <state>Eqw</state>
            </job_list>
            <job_list state="pending">
              <JB_job_number>34</JB_job_number>
              <JB_name>own &lt;job&gt;</JB_name>
              <JB_owner>ada</JB_owner>
              <state>hqw</state>
            </job_list>
          </job_info>
        </job_info>
        """;

    public const string SgeAccounts = """
        ==============================================================
        qname        all.q
        hostname     node1
        owner        ada
        jobname      dfn-1
        jobnumber    41
        taskid       undefined
        failed       0
        exit_status  0
        ==============================================================
        jobname      dfn-2
        jobnumber    42
        failed       37  : qmaster enforced h_rt, h_cpu, or h_vmem limit
        exit_status  0
        ==============================================================
        jobname      dfn-3
        jobnumber    43
        failed       100 : assumedly after job
        exit_status  137
        deleted_by   root@master
        ==============================================================
        jobname      dfn-4
        jobnumber    44
        failed       100 : assumedly after job
        exit_status  137
        ==============================================================
        jobname      dfn-5
        jobnumber    45
        failed       26  : opening input/output file
        exit_status  0
        ==============================================================
        jobname      dfn-6
        jobnumber    46
        failed       0
        exit_status  2
        Total System Usage
        """;

    public const string LsfQueue = """
        JOBID|STAT|USER|JOB_NAME
        51|RUN|ada|dfn-1
        52|PEND|ada|dfn-2
        53|PEND|ada|dfn-a3[2]
        53|RUN|ada|dfn-a3[1]
        54|PSUSP|ada|dfn-4
        55|RUN|ada|own|job

        """;

    public const string LsfAccounts = """
        JOBID|STAT|EXIT_CODE|EXIT_REASON
        61|DONE|-|-
        62|EXIT|140|TERM_RUNLIMIT: job killed after reaching LSF run time limit
        63|EXIT|130|TERM_OWNER: job killed by owner
        64|EXIT|137|TERM_MEMLIMIT: job killed after reaching LSF memory usage limit
        65|EXIT|3|-
        66|RUN|-|-

        Job <67>, Job Name <dfn-7>, User <ada>, Project <default>, Command <#!/bin/sh;#BSUB
                              -J dfn-7>
        Mon Nov 23 07:00:00: Submitted from host <login1>, to Queue <normal>;
        Mon Nov 23 07:10:00: Exited with exit code 5. The CPU time used is 0.1 seconds;
        Mon Nov 23 07:10:00: Completed <exit>;

        Job <68>, Job Name <dfn-8>, User <ada>
        Mon Nov 23 07:10:00: Exited; TERM_ADMIN: job killed by root or LSF administrat
                              or
        """;
}
