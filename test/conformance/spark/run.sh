#!/usr/bin/env bash
# Judges our output by Spark's own code. Installs Spark from PyPI and compiles the judge on first use; README.md has the formats.
#   run.sh judge  [--exec] [--real] < CASES.jsonl   promised against created; exit 1 with the place of each disagreement
#   run.sh submit [--exec] [--real] < CASES.jsonl   what Spark creates, as JSON lines
#   run.sh driver < ARGS.jsonl                      a driver pod's args through the driver's own spark-submit to a Python program
#   run.sh registry                                 Spark's registered configuration keys, as JSON
#   run.sh registry KEYS.tsv                        a catalogue against it; exit 1 at a difference that nobody explained
#   run.sh self-test                                facts that the generator relies on, and that the judge does find defects
#   run.sh catalogue                                writes what the registries of all lines say into the catalogue
#   run.sh home                                     where Spark is (SPARK_HOME)
# --exec runs bin/spark-submit for each case instead of its main class in one JVM. --real submits to the API server of
# $KUBECONFIG instead of one that only records. SPARK=4.1 takes the release of another line than the usual one.
. "$(dirname "${BASH_SOURCE[0]}")/../../cluster/lib.sh"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
debian javac openjdk-17-jdk-headless
# Java asks for the address of the machine's own name, which Debian's installer gives like this.
getent hosts "$(hostname)" >/dev/null || echo "127.0.1.1 $(hostname)" >>/etc/hosts

root=$cache/spark
mkdir -p "$root"
# The first is the usual one; of each line the newest that there was.
requirement=$(grep "^pyspark==${SPARK:-}" "$here/requirements.txt" | head -1)
[ -n "$requirement" ] || {
  echo "requirements.txt has no Spark ${SPARK:-}" >&2
  exit 2
}
version=${requirement%% *}
version=${version/==/-}
exec 9>"$root/lock"
flock 9
if [ ! -d "$root/$version" ]; then
  echo "installing $version" >&2
  rm -rf "$root/new"
  python_packages "$root/new" --no-deps --require-hashes -r <(echo "$requirement") >&2
  mv "$root/new" "$root/$version"
fi
# The environment of a submission is that of a clean image: nothing of Spark's, a UTF-8 locale; an address
# that is the same on every machine.
for v in ${!SPARK_*} ${!AWS_*} ${!HADOOP_*} MASTER DEPLOY_MODE JDK_JAVA_OPTIONS JAVA_TOOL_OPTIONS; do unset "$v"; done
export SPARK_HOME=$root/$version/pyspark SPARK_CONF_DIR=$here/conf SPARK_LOCAL_IP=127.0.0.1 LC_ALL=C.UTF-8
[ "${1-}" != home ] || {
  echo "$SPARK_HOME"
  exit
}

classes=$root/classes-$version-$(cat "$here"/*.java | sha256sum | cut -c1-16)
if [ ! -d "$classes" ]; then
  rm -rf "$root/classes-$version"-*
  javac -nowarn -cp "$SPARK_HOME/jars/*" -d "$root/new-classes" "$here"/*.java >&2
  mv "$root/new-classes" "$classes"
fi
exec 9>&-

# ActiveProcessorCount: some of Spark's defaults depend on the machine.
spark_java() {
  java -XX:ActiveProcessorCount=2 -XX:+UseSerialGC --add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=java.base/java.nio=ALL-UNNAMED \
    --add-opens=java.base/sun.nio.ch=ALL-UNNAMED -cp "$here/conf:$classes:$SPARK_HOME/jars/*" "$@"
}

mode=${1-}
[ $# -eq 0 ] || shift
case $mode in
  judge | submit | driver) spark_java Judge "$mode" "$@" ;;
  # Nor on how much memory it has.
  registry) spark_java -Xmx2g Registry "$SPARK_HOME/jars" "$@" ${1:+"$here/registry-differences.json"} ;;
  catalogue)
    scratch=$(mktemp -d)
    trap 'rm -r "$scratch"' EXIT
    given=()
    mapfile -t releases < <(sed '1d;s/pyspark==\([^ ]*\).*/\1/' "$here/requirements.txt")
    for release in "${releases[@]}"; do
      SPARK=$release "$here/run.sh" registry >"$scratch/$release"
      given+=("$release=$scratch/$release")
    done
    node "$here/catalogue.mjs" "$here/../../../src/spark-keys/keys.tsv" "${given[@]}"
    ;;
  self-test) node "$here/self-test.mjs" ;;
  *)
    sed -n '3,12s/^# *//p' "$here/run.sh" >&2
    exit 2
    ;;
esac
