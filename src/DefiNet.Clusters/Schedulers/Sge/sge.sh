submit_one() { limited 100 qsub -terse job.sh; }
queue() { limited 50 qstat -u "$user" -xml; }
# account IDS TOKENS
account() {
    for id in $1; do
        limited 20 qacct -j "$id" 2>/dev/null
    done
}
# cancel ID TOKEN: only if the number still has our name.
cancel() {
    case $(limited 50 qstat -j "$1" 2>/dev/null | sed -n 's/^job_name: *//p') in "$2") limited 50 qdel "$1" ;; esac
}
