submit() {
  spark-submit --class "$1" --conf spark.kubernetes.container.image=r/app:1 "$2" "${@:3}"
}
submit a.First local:///first.jar 1 2
jobs=(one "two words" three)
spark-submit --class a.Second --conf spark.kubernetes.container.image=r/app:1 local:///second.jar "${jobs[1]}" "${jobs[@]:1:2}" "${jobs[*]}"
