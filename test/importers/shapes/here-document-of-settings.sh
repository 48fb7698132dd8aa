TABLE=sales
cat > job.conf <<EOF
spark.executor.memory=${MEM:-3g}
spark.executor.cores ${CORES}
spark.app.table=db.$TABLE
spark.app.$KEY=1
EOF
cat > plain.conf <<'EOF'
spark.app.pattern=${CORES}
EOF
spark-submit --name open --properties-file job.conf --conf spark.kubernetes.container.image=registry.example/app:1 --conf spark.x.$W=2 --conf "$K=$V" --conf "$SETTING" local:///b.py
spark-submit --name quoted --properties-file plain.conf --conf spark.kubernetes.container.image=registry.example/app:1 local:///b.py
