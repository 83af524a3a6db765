submit_one() { limited 100 qsub job.sh; }
# All numbers of the user first, then all about them: a number without a word about it is no answer.
queue() {
    ids=$(limited 50 qselect -u "$user") || return
    printf 'IDS %s\n' "$(echo $ids)"
    [ -z "$ids" ] || limited 50 qstat -f $ids 2>&1
    return 0
}
# account IDS TOKENS: PBS Pro keeps ended jobs for -x, Torque shows them for a while without.
account() {
    [ -n "$1" ] || return 0
    limited 50 qstat -x -f $1 2>/dev/null || limited 50 qstat -f $1 2>/dev/null
}
# cancel ID TOKEN: only if the number still has our name.
cancel() {
    case " $(echo $(limited 50 qselect -u "$user" -N "$2")) " in *" $1 "*) limited 50 qdel "$1" ;; esac
}
