import org.apache.spark.launcher.SparkLauncher;
public class L { public static void main(String[] a) throws Exception {
  ProcessBuilder pb = new ProcessBuilder("/opt/spark/bin/spark-submit", "--class", "a.B", "--conf", "spark.executor.memory=" + mem, "local:///a.jar");
  pb.start(); } }
