# submit TOKEN FOLDER AGAIN HEADER: gives one job to the scheduler, once.
submit() {
    token=$1 again=$3 header=$4
    if ! cd "$2" 2>/dev/null; then
        say job "$token" unprepared
        printf '%s\n' "the folder $2 is not there"
        return
    fi
    if [ -e job.started ] && [ "$again" != 1 ] && [ ! -d job.submit ]; then
        say job "$token" unknown
        return
    fi
    if ! problem=$(mkdir job.submit 2>&1); then
        if [ ! -d job.submit ]; then
            say job "$token" unprepared
            printf '%s\n' "$problem"
            return
        fi
        if [ "$again" != 1 ]; then
            if [ -s job.submit/answer ]; then
                say job "$token" before
                cat job.submit/answer
            else
                say job "$token" unknown
            fi
            return
        fi
        rm -f job.submit/answer
    fi
    if ! problem=$({ printf '%s\n%s\n' "$header" "$body" >job.sh.new && mv -f job.sh.new job.sh && chmod 755 job.sh; } 2>&1); then
        rmdir job.submit
        say job "$token" unprepared
        printf '%s\n' "$problem"
        return
    fi
    : >job.submit/asked
    answer=$(submit_one 2>job.submit/errors)
    code=$?
    if [ "$code" -eq 0 ]; then
        printf '%s\n' "$answer" >job.submit/answer.new && mv -f job.submit/answer.new job.submit/answer
    fi
    say job "$token" answered "$code"
    printf '%s\n' "$answer"
    say errors
    tail -c 2000 job.submit/errors
    echo
}
