using System.Text;
using DefiNet.Clusters.Tests.Fixtures;

namespace DefiNet.EndToEnd.Clusters;

/// <summary>Programs in the place of a scheduler's that really run jobs on this machine, two at a time, and answer as PBS Professional, Grid Engine or LSF do; every third answer they can be told to spoil.</summary>
internal sealed class StandInScheduler : IDisposable
{
    public StandInScheduler(string scheduler)
    {
        Folder = Directory.CreateTempSubdirectory("dfn-stand-in-").FullName;
        foreach (var name in (string[])["bin", "jobs"])
            Directory.CreateDirectory(Path.Combine(Folder, name));
        foreach (var (name, body) in scheduler switch
        {
            "pbs" or "torque" => Pbs,
            "sge" => Sge,
            _ => Lsf,
        })
        {
            var path = Path.Combine(Folder, "bin", name);
            File.WriteAllText(path, $"#!/bin/sh\nstate={Folder}\n{Common}\n{body}\n", new UTF8Encoding(false));
            Shell.Must("chmod", "755", path);
        }
    }

    public string Folder { get; }

    public string Programs => Path.Combine(Folder, "bin");

    /// <summary>Names of the jobs that were taken.</summary>
    public IReadOnlyList<string> Submissions() => [.. Directory.GetFiles(Path.Combine(Folder, "jobs"), "name", SearchOption.AllDirectories).Select(file => File.ReadAllText(file).Trim())];

    /// <summary>From now on every third answer is spoilt: a submission that happened is not answered, a queue is empty, cut, or an error.</summary>
    public void Spoil() => File.WriteAllText(Path.Combine(Folder, "spoil"), "");

    public void Dispose()
    {
        Shell.Run("pkill", "-KILL", "-f", Folder);
        Directory.Delete(Folder, recursive: true);
    }

    // take NAME SCRIPT: a job begins to wait; its number is in $id. third: whether this answer is to be spoilt, and how, in $turn.
    private const string Common = """
        user=$(id -un)
        third() {
            [ -e "$state/spoil" ] || return 1
            turn=$(( $(cat "$state/turn" 2>/dev/null || echo 0) + 1 ))
            echo "$turn" >"$state/turn"
            [ $((turn % 3)) -eq 0 ]
        }
        take() {
            id=$(ls "$state/jobs" | wc -l)
            while id=$((id + 1)); ! mkdir "$state/jobs/$id" 2>/dev/null; do :; done
            echo "$1" >"$state/jobs/$id/name"
            echo Q >"$state/jobs/$id/state"
            cp "$2" "$state/jobs/$id/script"
            setsid -f sh -c '
                exec 9>"$1/slot.$(($2 % 2))"
                flock 9
                echo R >"$1/jobs/$2/state"
                sh "$1/jobs/$2/script" >job.log 2>&1 9>&-
                echo $? >"$1/jobs/$2/code"
                echo E >"$1/jobs/$2/state"' job "$state" "$id" </dev/null >/dev/null 2>&1
        }
        all() { ls "$state/jobs" | sort -n; }
        of() { cat "$state/jobs/$1/$2" 2>/dev/null; }
        spoilt() {
            case $((turn % 2)) in
            0) exit 0 ;;
            *) echo 'cannot connect to server (errno=111)' >&2; exit 1 ;;
            esac
        }
        """;

    private static readonly (string, string)[] Pbs =
    [
        ("qsub", """
            take "$(sed -n 's/^#PBS -N //p' job.sh)" job.sh
            third && { echo 'qsub: End of File' >&2; exit 1; }
            echo "$id.standin"
            """),
        ("qselect", """
            third && spoilt
            for id in $(all); do
                [ "$(of $id state)" = E ] || echo "$id.standin"
            done
            """),
        ("qstat", """
            ended=no
            for word; do
                case $word in
                -x) ended=yes ;;
                -f) ;;
                *)
                    id=${word%.standin}
                    now=$(of $id state)
                    if [ "$now" = E ] && [ $ended = no ]; then
                        echo "qstat: $word Job has finished, use -x or -H to obtain historical job information" >&2
                        continue
                    fi
                    printf 'Job Id: %s\n    Job_Name = %s\n    Job_Owner = %s@node\n' "$word" "$(of $id name)" "$user"
                    if [ "$now" = E ]; then printf '    job_state = F\n    substate = 92\n    stime = Mon Nov 23 08:00:00 2026\n    Exit_status = %s\n\n' "$(of $id code)"; else printf '    job_state = %s\n\n' "$now"; fi
                    ;;
                esac
            done
            """),
        ("qdel", ":"),
    ];

    private static readonly (string, string)[] Sge =
    [
        ("qsub", """
            take "$(sed -n 's/^#\$ -N //p' job.sh)" job.sh
            third && { echo 'error: commlib error: got read error' >&2; exit 1; }
            echo "$id"
            """),
        ("qstat", """
            third && spoilt
            echo "<?xml version='1.0'?><job_info><queue_info>"
            for id in $(all); do
                case $(of $id state) in Q) letter=qw ;; R) letter=r ;; *) continue ;; esac
                echo "<job_list state='x'><JB_job_number>$id</JB_job_number><JB_name>$(of $id name)</JB_name><JB_owner>$user</JB_owner><state>$letter</state></job_list>"
            done
            echo '</queue_info></job_info>'
            """),
        ("qacct", """
            [ "$(of $2 state)" = E ] || { echo "error: job id $2 not found" >&2; exit 1; }
            printf '==============================================================\nqname        all.q\njobname      %s\njobnumber    %s\nfailed       0\nexit_status  %s\n' "$(of $2 name)" "$2" "$(of $2 code)"
            """),
        ("qdel", ":"),
    ];

    private static readonly (string, string)[] Lsf =
    [
        ("bsub", """
            cat >.bsub
            take "$(sed -n 's/^#BSUB -J //p' .bsub)" .bsub
            third && { echo 'LSF is down. Please wait ...' >&2; exit 255; }
            echo "Job <$id> is submitted to default queue <normal>."
            """),
        ("bjobs", """
            case $1 in
            -u)
                third && spoilt
                echo 'JOBID|STAT|USER|JOB_NAME'
                for id in $(all); do
                    case $(of $id state) in Q) word=PEND ;; R) word=RUN ;; *) continue ;; esac
                    echo "$id|$word|$user|$(of $id name)"
                done
                ;;
            -a)
                shift 3
                echo 'JOBID|STAT|EXIT_CODE|EXIT_REASON'
                for id; do
                    case $(of $id state) in Q) echo "$id|PEND|-|-" ;; R) echo "$id|RUN|-|-" ;; E) [ "$(of $id code)" = 0 ] && echo "$id|DONE|-|-" || echo "$id|EXIT|$(of $id code)|-" ;; esac
                done
                ;;
            esac
            """),
        ("bhist", ":"),
        ("bkill", ":"),
    ];
}
