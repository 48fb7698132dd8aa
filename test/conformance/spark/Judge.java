import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Compares what was promised about a submission with what Spark creates. JSON lines in, JSON lines out; README.md has the
 * format. Exit 1: a disagreement; 2: wrong usage.
 */
public final class Judge {
  private static final ObjectMapper JSON = FakeApi.JSON;
  /** What Spark itself puts into its pods, which no generator has to promise. */
  private static final Set<String> SPARK_LABELS = Set.of("spark-version", "spark-app-selector", "spark-app-name", "spark-role",
      "spark-exec-id", "spark-exec-resourceprofile-id");
  private static final Pattern SPARK_ENV = Pattern.compile("SPARK_(USER|APPLICATION_ID|DRIVER_BIND_ADDRESS|LOCAL_DIRS|CONF_DIR"
      + "|DRIVER_URL|EXECUTOR_CORES|EXECUTOR_MEMORY|RESOURCE_PROFILE_ID|EXECUTOR_POD_IP|EXECUTOR_POD_NAME|EXECUTOR_ID|JAVA_OPT_\\d+)"
      + "|PYSPARK_(MAJOR_PYTHON_VERSION|PYTHON|DRIVER_PYTHON)");
  private static final Pattern OTHER_VOLUMES = Pattern.compile("spark-local-dir-\\d+|spark-conf-volume-.*|pod-template-volume|kube-api-access-.*");
  private static final Pattern SPARK_PORTS = Pattern.compile("driver-rpc-port|blockmanager|spark-ui|spark-connect");
  /** Members of a pod and of Spark's container that have a view of their own, or that Spark or the API server writes. */
  private static final Set<String> SPEC = Set.of("affinity", "tolerations", "nodeSelector", "priorityClassName", "activeDeadlineSeconds",
      "terminationGracePeriodSeconds", "securityContext", "initContainers", "containers", "volumes", "imagePullSecrets",
      "serviceAccountName", "serviceAccount", "restartPolicy", "hostname");
  private static final Set<String> CONTAINER = Set.of("name", "image", "imagePullPolicy", "env", "envFrom", "args", "command",
      "resources", "securityContext", "volumeMounts");
  /** Seen without being promised, these are wrong: they would change what the container runs. */
  private static final List<String> NEVER_UNPROMISED = List.of("command", "argsBefore");

  private final boolean exec;
  private final boolean real;
  private final KubernetesClient client;
  private final Recorder recorder;
  private final PrintStream out = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true, StandardCharsets.UTF_8);
  private long checks;

  private Judge(boolean exec, boolean real, KubernetesClient client, Recorder recorder) {
    this.exec = exec;
    this.real = real;
    this.client = client;
    this.recorder = recorder;
  }

  public static void main(String[] args) throws Exception {
    List<String> flags = new ArrayList<>(List.of(args));
    String mode = flags.isEmpty() ? "" : flags.remove(0);
    boolean exec = flags.remove("--exec");
    boolean real = flags.remove("--real");
    if (!flags.isEmpty() || !Set.of("judge", "submit", "driver").contains(mode)) {
      System.err.println("usage: Judge judge|submit|driver [--exec] [--real] < CASES.jsonl");
      System.exit(2);
    }
    if (real && System.getenv("KUBECONFIG") == null) {
      System.err.println("--real: KUBECONFIG names no API server");
      System.exit(2);
    }
    JSON.configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);
    boolean ok;
    // With --real, KUBECONFIG names the API server, for this program and for Spark's own client alike.
    Recorder recorder = new Recorder();
    KubernetesSerialization serialization = new KubernetesSerialization();
    try (FakeApi fake = real ? null : new FakeApi(json -> recorder.add(serialization.unmarshal(json)));
        KubernetesClient client = new KubernetesClientBuilder().withConfig(
            real ? Config.autoConfigure(null) : new ConfigBuilder(Config.empty()).withMasterUrl(fake.url()).build()).build()) {
      ok = new Judge(exec, real, client, recorder).run(mode);
    }
    System.exit(ok ? 0 : 1);
  }

  private boolean run(String mode) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    int cases = 0;
    int wrong = 0;
    for (String line; (line = in.readLine()) != null; ) {
      if (line.isBlank()) continue;
      JsonNode test = JSON.readTree(line);
      if (mode.equals("driver")) {
        out.println(JSON.writeValueAsString(inDriver(test)));
        continue;
      }
      cases++;
      ObjectNode answer = JSON.createObjectNode();
      if (test.has("id")) answer.set("id", test.get("id"));
      List<String> disagreements = new ArrayList<>();
      Submission s = null;
      String refusal = null;
      try {
        s = Submission.run(client, recorder, real, strings(test.path("argv")), stringMap(test.path("files")),
            exec || test.has("env") ? stringMap(test.path("env")) : null);
      } catch (Submission.Refused e) {
        refusal = e.getMessage();
        answer.put("refused", refusal.substring(0, Math.min(refusal.length(), 2000)));
      }
      if (mode.equals("submit")) {
        if (s != null) answer.setAll(s.json());
      } else {
        if (s != null) {
          answer.set("driver", view(s, true));
          answer.set("executor", view(s, false));
          answer.set("conf", JSON.valueToTree(s.conf));
        }
        compare(test.path("promised"), answer, refusal, disagreements);
        answer.set("disagreements", JSON.valueToTree(disagreements));
        if (!disagreements.isEmpty()) wrong++;
        disagreements.forEach(d -> System.err.println("spark " + test.path("id").asText("case") + ": " + d));
      }
      out.println(JSON.writeValueAsString(answer));
    }
    if (!mode.equals("judge")) return true;
    System.err.printf("%d submissions judged, %d values compared, %d disagreements%n", cases, checks, wrong);
    if (checks == 0) System.err.println("nothing was compared");
    return wrong == 0 && checks > 0;
  }

  /** The second half of an argument's way: the image's entrypoint calls spark-submit in client mode, that calls Python. */
  private static ObjectNode inDriver(JsonNode test) throws Exception {
    List<String> args = strings(test.path("args"));
    int role = args.indexOf("driver");
    Path dir = Files.createTempDirectory("spark-judge");
    Path program = Files.writeString(dir.resolve("argv.py"),
        "import json, os, sys\njson.dump([os.fsencode(a).decode('latin-1') for a in sys.argv[1:]], open(os.environ['ARGV_FILE'], 'w'))\n");
    List<String> command = new ArrayList<>(List.of(System.getenv("SPARK_HOME") + "/bin/spark-submit",
        "--conf", "spark.driver.bindAddress=127.0.0.1", "--deploy-mode", "client",
        "--properties-file", Files.writeString(dir.resolve("spark.properties"), "spark.master=local[1]\n").toString(),
        "--class", args.get(role + 4), "local://" + program));
    command.addAll(args.subList(role + 6, args.size()));
    ProcessBuilder b = new ProcessBuilder(command).redirectErrorStream(true);
    b.environment().put("ARGV_FILE", dir.resolve("argv.json").toString());
    b.environment().putAll(stringMap(test.path("env")));
    Process p = b.start();
    String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    ObjectNode answer = JSON.createObjectNode();
    if (test.has("id")) answer.set("id", test.get("id"));
    if (p.waitFor() != 0) return answer.put("refused", said);
    ArrayNode received = answer.putArray("argv");
    for (JsonNode a : JSON.readTree(dir.resolve("argv.json").toFile())) {
      received.add(new String(a.asText().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }
    for (String f : List.of("argv.py", "argv.json", "spark.properties")) Files.delete(dir.resolve(f));
    Files.delete(dir);
    return answer;
  }

  private void compare(JsonNode promised, ObjectNode seen, String refusal, List<String> disagreements) {
    if (promised.isEmpty()) disagreements.add("nothing is promised");
    if (promised.has("refused") || refusal != null) {
      checks++;
      String expected = promised.path("refused").asText(null);
      if (refusal == null || expected == null || !Pattern.compile(expected, Pattern.DOTALL).matcher(refusal).find()) {
        disagreements.add("refused: promised " + promised.get("refused") + ", seen " + (refusal == null ? "accepted" : refusal));
      }
      return;
    }
    promised.fields().forEachRemaining(section -> {
      String where = section.getKey();
      JsonNode have = seen.path(where);
      if (!Set.of("driver", "executor", "conf").contains(where)) {
        disagreements.add(where + ": unknown kind of promise");
        return;
      }
      section.getValue().fields().forEachRemaining(e -> {
        if (!where.equals("conf") && !have.has(e.getKey())) disagreements.add(where + "." + e.getKey() + ": unknown kind of promise");
        else same(where + "." + e.getKey(), e.getValue(), have.path(e.getKey()), disagreements);
      });
      for (String k : NEVER_UNPROMISED) {
        if (!where.equals("conf") && !section.getValue().has(k)) same(where + "." + k, JSON.createArrayNode(), have.path(k), disagreements);
      }
    });
  }

  /** Reports the innermost places that differ; absent, null, {} and [] are the same. */
  private void same(String where, JsonNode promised, JsonNode seen, List<String> disagreements) {
    if (promised.isObject() && seen.isObject()) {
      Set<String> keys = new TreeSet<>();
      promised.fieldNames().forEachRemaining(keys::add);
      seen.fieldNames().forEachRemaining(keys::add);
      keys.forEach(k -> same(where + "." + k, promised.path(k), seen.path(k), disagreements));
    } else if (promised.isArray() && seen.isArray() && promised.size() == seen.size()) {
      for (int i = 0; i < promised.size(); i++) same(where + "[" + i + "]", promised.get(i), seen.get(i), disagreements);
    } else {
      checks++;
      boolean bothEmpty = nothing(promised) && nothing(seen);
      boolean equal = promised.equals(seen)
          || promised.isNumber() && seen.isNumber() && promised.decimalValue().compareTo(seen.decimalValue()) == 0;
      if (!bothEmpty && !equal) disagreements.add(where + ": promised " + brief(promised) + ", seen " + brief(seen));
    }
  }

  private static boolean nothing(JsonNode n) {
    return n.isMissingNode() || n.isNull() || n.isContainerNode() && n.isEmpty();
  }

  private static String brief(JsonNode n) {
    String s = n.isMissingNode() ? "nothing" : n.toString();
    return s.length() > 400 ? s.substring(0, 400) + "… (" + s.length() + " characters)" : s;
  }

  /** A pod in the words of a promise: what Spark adds by itself is left out, the rest must be as promised, whole. */
  static ObjectNode view(Submission s, boolean driver) {
    JsonNode pod = Submission.tree(driver ? s.driver : s.executor);
    JsonNode meta = pod.path("metadata");
    JsonNode spec = pod.path("spec");
    ObjectNode v = JSON.createObjectNode();
    JsonNode main = JSON.createObjectNode();
    ArrayNode sidecars = JSON.createArrayNode();
    for (JsonNode c : spec.path("containers")) {
      boolean sparks = false;
      for (JsonNode e : c.path("env")) sparks |= e.path("name").asText().equals("SPARK_APPLICATION_ID");
      if (sparks) main = c;
      else sidecars.add(undefaulted(c));
    }
    if (driver) v.set("name", meta.path("name"));
    else v.put("instances", s.executors);
    if (driver) v.set("namespace", meta.path("namespace"));
    v.set("labels", without(meta.path("labels"), SPARK_LABELS::contains));
    v.set("annotations", meta.path("annotations"));
    ArrayNode owners = v.putArray("ownerReferences");
    for (JsonNode o : meta.path("ownerReferences")) {
      if (driver || !o.path("uid").asText().equals(s.driver.getMetadata().getUid())) owners.add(o);
    }
    v.set("container", main.path("name"));
    v.set("image", main.path("image"));
    v.set("pullPolicy", main.path("imagePullPolicy"));
    ArrayNode secrets = v.putArray("pullSecrets");
    spec.path("imagePullSecrets").forEach(x -> secrets.add(x.path("name")));
    v.set("serviceAccount", spec.path("serviceAccountName"));
    amount(v, "memoryMi", main.at("/resources/requests/memory"), 1 << 20);
    amount(v, "memoryLimitMi", main.at("/resources/limits/memory"), 1 << 20);
    amount(v, "cpuMilli", main.at("/resources/requests/cpu"), 0.001);
    amount(v, "cpuLimitMilli", main.at("/resources/limits/cpu"), 0.001);
    ObjectNode env = v.putObject("env");
    for (JsonNode e : main.path("env")) {
      if (SPARK_ENV.matcher(e.path("name").asText()).matches()) continue;
      JsonNode ref = e.at("/valueFrom/secretKeyRef");
      // As in Kubernetes, the last one of a name counts.
      env.set(e.path("name").asText(), e.has("valueFrom")
          ? ref.isObject() ? JSON.createObjectNode().put("secret", ref.path("name").asText()).put("key", ref.path("key").asText()) : e.get("valueFrom")
          : JSON.getNodeFactory().textNode(e.path("value").asText("")));
    }
    v.set("envFrom", main.path("envFrom"));
    v.set("affinity", spec.path("affinity"));
    ArrayNode tolerations = v.putArray("tolerations");
    for (JsonNode t : spec.path("tolerations")) {
      // Added by the API server's DefaultTolerationSeconds.
      boolean byServer = t.path("key").asText().matches("node\\.kubernetes\\.io/(not-ready|unreachable)") && t.path("tolerationSeconds").asInt() == 300;
      if (!byServer) tolerations.add(t);
    }
    v.set("nodeSelector", spec.path("nodeSelector"));
    for (String k : List.of("priorityClassName", "activeDeadlineSeconds", "securityContext")) {
      v.set(k, spec.path(k));
    }
    v.set("terminationGracePeriodSeconds", undefaulted(spec).path("terminationGracePeriodSeconds"));
    ArrayNode before = JSON.createArrayNode();
    spec.path("initContainers").forEach(c -> before.add(undefaulted(c)));
    v.set("initContainers", before);
    v.set("containerSecurityContext", main.path("securityContext"));
    v.set("sidecars", sidecars);
    v.set("otherSpec", without(undefaulted(spec), SPEC::contains));
    ObjectNode other = without(undefaulted(main), CONTAINER::contains);
    ArrayNode ports = JSON.createArrayNode();
    for (JsonNode p : main.path("ports")) if (!SPARK_PORTS.matcher(p.path("name").asText()).matches()) ports.add(p);
    other.set("ports", ports);
    v.set("otherContainer", other);
    ObjectNode others = v.putObject("otherResources");
    for (String part : List.of("requests", "limits")) {
      ObjectNode amounts = without(main.at("/resources/" + part), Set.of("cpu", "memory")::contains);
      if (!amounts.isEmpty()) others.set(part, amounts);
    }
    v.set("volumes", unlike(spec.path("volumes")));
    v.set("volumeMounts", unlike(main.path("volumeMounts")));
    v.set("command", main.path("command"));
    List<String> args = strings(main.path("args"));
    int role = args.indexOf(driver ? "driver" : "executor");
    v.set("argsBefore", JSON.valueToTree(args.subList(0, Math.max(role, 0))));
    if (driver) {
      // driver --properties-file FILE --class CLASS PRIMARY ARGS…
      v.put("class", args.get(role + 4));
      v.put("primaryResource", args.get(role + 5));
      v.set("args", JSON.valueToTree(args.subList(role + 6, args.size())));
    }
    for (String k : (Iterable<String>) () -> v.deepCopy().fieldNames()) if (v.get(k).isMissingNode()) v.putNull(k);
    return v;
  }

  /** Members that an API server fills in where nobody says anything. */
  private static final Map<String, String> DEFAULTS = Map.of("dnsPolicy", "ClusterFirst", "enableServiceLinks", "true", "priority", "0",
      "terminationGracePeriodSeconds", "30", "imagePullPolicy", "IfNotPresent", "preemptionPolicy", "PreemptLowerPriority", "schedulerName", "default-scheduler", "terminationMessagePath",
      "/dev/termination-log", "terminationMessagePolicy", "File");

  /** A pod's spec or a container without what the API server filled in, and without what says nothing. */
  private static ObjectNode undefaulted(JsonNode node) {
    ObjectNode o = JSON.createObjectNode();
    node.fields().forEachRemaining(e -> {
      JsonNode value = e.getKey().equals("volumeMounts") ? unlike(e.getValue()) : e.getValue();
      if (!nothing(value) && !value.asText().equals(DEFAULTS.get(e.getKey()))) o.set(e.getKey(), value);
    });
    return o;
  }

  private static void amount(ObjectNode v, String key, JsonNode quantity, double unit) {
    if (quantity.isMissingNode()) v.putNull(key);
    else v.put(key, new BigDecimal(Quantity.getAmountInBytes(Quantity.parse(quantity.asText()))
        .divide(BigDecimal.valueOf(unit)).stripTrailingZeros().toPlainString()));
  }

  private static ObjectNode without(JsonNode map, java.util.function.Predicate<String> names) {
    ObjectNode o = JSON.createObjectNode();
    map.fields().forEachRemaining(e -> { if (!names.test(e.getKey())) o.set(e.getKey(), e.getValue()); });
    return o;
  }

  private static ArrayNode unlike(JsonNode volumes) {
    List<JsonNode> kept = new ArrayList<>();
    volumes.forEach(x -> { if (!OTHER_VOLUMES.matcher(x.path("name").asText()).matches()) kept.add(said(x)); });
    kept.sort(Comparator.comparing(x -> x.path("name").asText()));
    return JSON.valueToTree(kept);
  }

  /** Without the members of a volume or a mount that Spark writes and that say nothing: `""`, `false`. */
  private static JsonNode said(JsonNode node) {
    if (!node.isObject()) return node;
    ObjectNode o = JSON.createObjectNode();
    node.fields().forEachRemaining(e -> {
      JsonNode v = e.getValue();
      if (!(v.isTextual() && v.asText().isEmpty()) && !(v.isBoolean() && !v.asBoolean())) o.set(e.getKey(), said(v));
    });
    return o;
  }

  private static List<String> strings(JsonNode array) {
    List<String> l = new ArrayList<>();
    array.forEach(x -> l.add(x.asText()));
    return l;
  }

  private static Map<String, String> stringMap(JsonNode object) {
    Map<String, String> m = new HashMap<>();
    object.fields().forEachRemaining(e -> m.put(e.getKey(), e.getValue().asText()));
    return m;
  }
}
