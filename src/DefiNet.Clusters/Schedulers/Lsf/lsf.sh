submit_one() { limited 100 bsub <job.sh; }
queue() {
    said=$(limited 50 bjobs -u "$user" -o "jobid stat user job_name delimiter='|'" 2>&1)
    code=$?
    # An empty queue is told as a sentence, with a bad exit code.
    case $said in
        "No unfinished job found"*|"No unfinished job found for user"*) echo "JOBID|STAT|USER|JOB_NAME"; return 0 ;;
    esac
    printf '%s\n' "$said"
    return $code
}
# account IDS TOKENS: bjobs remembers for an hour or so, bhist for longer.
account() {
    [ -n "$1" ] || return 0
    limited 50 bjobs -a -o "jobid stat exit_code exit_reason delimiter='|'" $1 2>/dev/null
    for id in $1; do
        limited 20 bhist -l "$id" 2>/dev/null
    done
}
# cancel ID TOKEN: only if the number still has our name.
cancel() {
    case $(limited 50 bjobs -noheader -o job_name "$1" 2>/dev/null | head -n 1) in "$2"|"$2["*) limited 50 bkill "$1" ;; esac
}
