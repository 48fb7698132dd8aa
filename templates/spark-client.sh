# Submits one Spark driver in cluster mode and ends when it is created. Needs bash, coreutils and Spark.
# What happened is left in files for the container that follows the driver: a failed init container would leave nothing.
# No doubled dollar sign in this text: the kubelet would halve it.
set -uo pipefail
export LC_ALL=C.UTF-8            # a JVM under the POSIX locale turns every non-ASCII character into '?'
unset SPARK_PRINT_LAUNCH_COMMAND # it would be taken for the log
export SPARK_HOME="${SPARK_HOME:-/opt/spark}"
run="${RUN_FOLDER:-/var/run/alida}"
submit_deadline="${SUBMIT_DEADLINE:-1800}" # seconds
kill_after="${KILL_AFTER:-15}"             # seconds that TERM has
passwd=/etc/passwd
wrappers=({/usr,}/lib{/*,}/libnss_wrapper.so)

refuse() { # sentence: no driver was or will be created
  printf 'spark-client: %s\n' "$1" >&2
  printf %s "$1" >"$run/refused"
  exit 0
}

# Hadoop refuses a user without a name. Spark's own entrypoint helps driver and executors in the same way.
name_user() {
  local uid gid entry wrapper
  uid="$(id -u)" gid="$(id -g)"
  ! id -un >/dev/null 2>&1 || return 0
  entry="spark:x:$uid:$gid:spark:$SPARK_HOME:/bin/false"
  if [ -w "$passwd" ]; then
    printf '%s\n' "$entry" >>"$passwd"
    return
  fi
  for wrapper in "${wrappers[@]}"; do
    [ -s "$wrapper" ] || continue
    printf '%s\n' "$entry" >"$run/passwd"
    printf 'spark:x:%s:\n' "$gid" >"$run/group"
    export LD_PRELOAD="$wrapper" NSS_WRAPPER_PASSWD="$run/passwd" NSS_WRAPPER_GROUP="$run/group"
    return
  done
  refuse "user $uid has no name in the client's image: let sparkClient.runAsUser be one of its users, or add libnss-wrapper to it"
}

# timeout ends what ignores TERM, and hands on the TERM that it gets.
submit() { # arguments of spark-submit
  local log pid code
  trap 'kill -TERM "$pid"; exec 3>&-; wait; exit 143' TERM INT
  exec 3> >(exec tee "$run/log")
  log=$!
  timeout -k "$kill_after" "$submit_deadline" "$SPARK_HOME/bin/spark-submit" "$@" >&3 2>&1 3>&- &
  pid=$!
  wait "$pid"
  code=$?
  [ "$SECONDS" -lt "$submit_deadline" ] || printf 'spark-client: spark-submit did not end within %s s and was stopped\n' "$submit_deadline" >&3
  exec 3>&-
  wait "$log"
  printf %s "$code" >"$run/exit-code"
}

main() {
  local arguments
  [ -e "$run/arguments" ] || exit 0 # refused, or there is a driver already
  [ -x "$SPARK_HOME/bin/spark-submit" ] || refuse "there is no $SPARK_HOME/bin/spark-submit: the client's image must hold Spark"
  name_user
  mapfile -d '' -t arguments <"$run/arguments"
  submit "${arguments[@]}"
}

(return 0 2>/dev/null) || main # sourced, it does nothing
