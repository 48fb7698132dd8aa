import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkSubmit;
import org.apache.spark.deploy.k8s.KubernetesExecutorConf;
import org.apache.spark.resource.ResourceProfile$;
import org.apache.spark.scheduler.cluster.SchedulerBackendUtils$;
import org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBuilder;
import scala.Option;

/** One submission by Spark's own code, and what it created in the API server. */
final class Submission {
  static final String EXECUTOR_TEMPLATE = "spark.kubernetes.executor.podTemplateFile";

  final Pod driver;
  /** The executor that Spark's own builder makes from what the driver finds in its ConfigMap. */
  final Pod executor;
  final int executors;
  /** spark.properties as the driver reads it. */
  final Map<String, String> conf;
  /** Everything created but the pods. */
  final List<HasMetadata> others;

  private Submission(Pod driver, Pod executor, int executors, Map<String, String> conf, List<HasMetadata> others) {
    this.driver = driver;
    this.executor = executor;
    this.executors = executors;
    this.conf = conf;
    this.others = others;
  }

  /** spark-submit, or the driver, refused, with what it said. */
  static final class Refused extends Exception {
    Refused(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Submits and collects.
   *
   * @param recorder is told of what the API server creates; with {@code real} it has to watch for itself
   * @param argv spark-submit's arguments; the master is replaced by the client's API server
   * @param files pod templates: path in argv to content; each is written to a scratch file whose path takes its place
   * @param env null: in this JVM; else bin/spark-submit is run, with these variables added to its environment
   * @throws Refused when spark-submit, or the driver with what it was given, ends with an error
   */
  static Submission run(KubernetesClient client, Recorder recorder, boolean real, List<String> argv, Map<String, String> files, Map<String, String> env)
      throws Refused, IOException, InterruptedException {
    Path scratch = Files.createTempDirectory("spark-judge");
    try {
      List<String> args = new ArrayList<>(argv);
      int n = 0;
      for (var f : files.entrySet()) {
        Path p = Files.writeString(scratch.resolve("file" + n++ + ".yaml"), f.getValue());
        args.replaceAll(a -> a.endsWith("=" + f.getKey()) ? a.replace("=" + f.getKey(), "=" + p) : a);
      }
      String master = "k8s://" + client.getMasterUrl().toString().replaceFirst("/$", "");
      for (int i = 0; i < args.size(); i++) {
        if (args.get(i).startsWith("--master=")) args.set(i, "--master=" + master);
        else if (args.get(i).equals("--master")) args.set(i + 1, master);
      }
      String namespace = last(args, "spark.kubernetes.namespace", "default");
      if (real) {
        for (String role : List.of("driver", "executor")) {
          prepare(client, namespace, last(args, "spark.kubernetes.authenticate." + role + ".serviceAccountName", "default"));
        }
        for (String template : files.values()) priorityClass(client, template);
        recorder.watch(client, namespace);
      }
      recorder.clear();
      if (env == null) inProcess(args);
      else exec(args, env);
      return collect(client, recorder, scratch);
    } finally {
      try (var all = Files.walk(scratch)) {
        all.sorted(java.util.Comparator.reverseOrder()).forEach(p -> p.toFile().delete());
      }
    }
  }

  private static void inProcess(List<String> args) throws Refused {
    ResourceProfile$.MODULE$.clearDefaultProfile();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    SparkSubmit submit = new SparkSubmit();
    try {
      scala.Console.withErr(said, () -> {
        submit.doSubmit(args.toArray(new String[0]));
        return null;
      });
    } catch (Throwable e) {
      if (e instanceof VirtualMachineError v) throw v;
      throw new Refused(said.toString(StandardCharsets.UTF_8) + e, e);
    }
  }

  private static void exec(List<String> args, Map<String, String> env) throws Refused, IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(System.getenv("SPARK_HOME") + "/bin/spark-submit"));
    command.addAll(args);
    ProcessBuilder b = new ProcessBuilder(command).redirectErrorStream(true);
    b.environment().putAll(env);
    Process p = b.start();
    String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = p.waitFor();
    if (code != 0) throw new Refused("exit code " + code + ": " + said, null);
  }

  private static Submission collect(KubernetesClient client, Recorder recorder, Path scratch)
      throws IOException, InterruptedException, Refused {
    Pod driver = recorder.driver();
    List<HasMetadata> others = recorder.owned(driver);
    Path file = Files.writeString(scratch.resolve("spark.properties"), recorder.data(driver, Recorder.PROPERTIES));
    Map<String, String> properties = new TreeMap<>();
    Registry.asJava(org.apache.spark.util.Utils$.MODULE$.getPropertiesFromFile(file.toString()))
        .forEach((key, value) -> properties.put(key, String.valueOf(value)));
    try {
      return build(client, driver, others, properties, recorder.data(driver, Recorder.TEMPLATE), scratch);
    } catch (Exception e) {
      throw new Refused("in the driver: " + e, e);
    } finally {
      client.resource(driver).withGracePeriod(0).delete();
      others.forEach(o -> client.resource(o).delete());
    }
  }

  /** What the driver would do. */
  private static Submission build(KubernetesClient client, Pod driver, List<HasMetadata> others, Map<String, String> properties,
      String template, Path scratch) throws IOException {
    SparkConf conf = new SparkConf(false);
    properties.forEach(conf::set);
    if (conf.contains(EXECUTOR_TEMPLATE)) {
      conf.set(EXECUTOR_TEMPLATE, Files.writeString(scratch.resolve("executor.yml"), template).toString());
    }
    ResourceProfile$.MODULE$.clearDefaultProfile();
    KubernetesExecutorConf executorConf = new KubernetesExecutorConf(conf, conf.get("spark.app.id"), "1", Option.apply(driver), 0);
    SecurityManager security = new SecurityManager(conf, Option.empty(),
        org.apache.spark.internal.config.package$.MODULE$.AUTH_SECRET_FILE_EXECUTOR());
    var built = new KubernetesExecutorBuilder().buildFromFeatures(
        executorConf, security, client, ResourceProfile$.MODULE$.getOrCreateDefaultProfile(conf)).pod();
    // What Spark's pod allocator does before it creates the pod; the API server says whether it would admit it.
    Pod executor = new PodBuilder(built.pod()).editOrNewSpec().addToContainers(built.container()).endSpec().build();
    executor = client.pods().inNamespace(driver.getMetadata().getNamespace()).resource(executor).dryRun(true).create();
    int executors = SchedulerBackendUtils$.MODULE$.getInitialTargetExecutorNumber(conf,
        SchedulerBackendUtils$.MODULE$.DEFAULT_NUMBER_EXECUTORS());
    return new Submission(driver, executor, executors, properties, others);
  }

  /** The API server admits no pod without its namespace and service account, and its priority class. */
  private static void prepare(KubernetesClient client, String namespace, String serviceAccount) {
    client.resource(new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build()).forceConflicts().serverSideApply();
    client.resource(new ServiceAccountBuilder().withNewMetadata().withName(serviceAccount).withNamespace(namespace)
        .endMetadata().build()).forceConflicts().serverSideApply();
  }

  private static void priorityClass(KubernetesClient client, String template) {
    Matcher name = Pattern.compile("priorityClassName: *\"?([-.a-z0-9]+)").matcher(template);
    if (name.find() && !name.group(1).startsWith("system-")) {
      client.resource(new PriorityClassBuilder().withNewMetadata().withName(name.group(1)).endMetadata().withValue(0).build())
          .forceConflicts().serverSideApply();
    }
  }

  /** The last value of a key on the command line, where spark-submit lets the last one win. */
  private static String last(List<String> args, String key, String otherwise) {
    String value = otherwise;
    for (String a : args) {
      String s = a.startsWith("--conf=") ? a.substring("--conf=".length()) : a;
      if (s.startsWith(key + "=")) value = s.substring(key.length() + 1);
    }
    return value;
  }

  ObjectNode json() {
    ObjectNode o = FakeApi.JSON.createObjectNode();
    o.set("driver", tree(driver));
    o.set("executor", tree(executor));
    o.put("executors", executors);
    o.set("conf", FakeApi.JSON.valueToTree(conf));
    var list = o.putArray("others");
    others.forEach(x -> list.add(tree(x)));
    return o;
  }

  static JsonNode tree(Object kubernetesObject) {
    try {
      return FakeApi.JSON.readTree(Serialization.asJson(kubernetesObject));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
