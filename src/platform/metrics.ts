/** What makes Spark show its figures to Prometheus, the same for every Spark. */
export const prometheus: readonly (readonly [key: string, value: unknown])[] = [
  ['spark.metrics.conf.driver.sink.prometheusServlet.class', 'org.apache.spark.metrics.sink.PrometheusServlet'],
  ['spark.metrics.conf.driver.sink.prometheusServlet.path', '/metrics/prometheus'],
  // Otherwise each run's figures have names of their own.
  ['spark.metrics.namespace', '${spark.app.name}'],
  // Those of executors, at /metrics/executors/prometheus.
  ['spark.ui.prometheus.enabled', true],
  ['spark.kubernetes.driver.annotation.prometheus.io/scrape', true],
  ['spark.kubernetes.driver.annotation.prometheus.io/path', '/metrics/prometheus/'],
];

export const scrapedPort = 'spark.kubernetes.driver.annotation.prometheus.io/port';
