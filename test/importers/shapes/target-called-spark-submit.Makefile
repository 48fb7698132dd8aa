up:
	docker compose up -d
# docker exec master pip install -r /requirements.txt
spark-submit:
	docker exec etl-master spark-submit /jobs/extract.py EDDF "2018-01-28 00:00:00" "2018-01-29 00:00:00"
