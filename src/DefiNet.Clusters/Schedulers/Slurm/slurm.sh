submit_one() { limited 100 sbatch --parsable job.sh; }
queue() { limited 50 squeue -u "$user" -o '%i|%t|%u|%r|%j'; }
# account IDS TOKENS: sacct where the site keeps it, else what slurmctld still remembers.
account() {
    if limited 50 sacct -n -X -P -o JobID,JobName%80,State%60,ExitCode -j "$(echo $1 | tr ' ' ',')" 2>"$root/.sacct-errors"; then
        return
    fi
    for id in $1; do
        limited 20 scontrol -o show job "$id" 2>&1
        echo
    done
}
# cancel ID TOKEN: only if the number still has our name.
cancel() { limited 50 scancel --name="$2" "$1"; }
