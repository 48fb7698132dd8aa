FROM apache/spark:3.5.1
USER root
RUN pip install pandas
ENV EXEC_MEM=3g MODE=prod
COPY job.py /opt/job.py
USER 185
ENTRYPOINT ["/opt/spark/bin/spark-submit", "--master", "local[*]", "--executor-memory", "3g"]
CMD ["/opt/job.py", "--mode", "prod"]
