import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Records what Spark creates: the few verbs of the Kubernetes API that Spark uses, kept in memory, without admission,
 * defaults or validation. It exists so that dozens of submissions run in one JVM; run.sh also submits to a real API server.
 */
final class FakeApi implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();

  /** Object path, e.g. /api/v1/namespaces/x/pods/y, to object. */
  final Map<String, ObjectNode> objects = new LinkedHashMap<>();
  /** "VERB path?query body" of every request. */
  final List<String> requests = new ArrayList<>();
  /** Play the kubelet: a pod succeeds as soon as somebody watches it. */
  boolean podsSucceed = true;
  /** "VERB regexp" of the request path to HTTP status: refusals. */
  final Map<String, Integer> refuse = new LinkedHashMap<>();

  private record Watcher(String collection, Map<String, String> query, BlockingQueue<String> events) {}

  private final List<Watcher> watchers = new ArrayList<>();
  private final HttpServer server;
  private long version = 1;

  FakeApi(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.createContext("/", this::handle);
    server.setExecutor(Executors.newCachedThreadPool(r -> {
      Thread t = new Thread(r, "fake-api");
      t.setDaemon(true);
      return t;
    }));
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Objects of one kind, by plural, in order of creation. */
  synchronized List<ObjectNode> all(String plural) {
    return objects.entrySet().stream()
        .filter(e -> e.getKey().matches(".*/" + plural + "/[^/]+")).map(Map.Entry::getValue).toList();
  }

  synchronized void clear() {
    objects.clear();
    requests.clear();
  }

  private void handle(HttpExchange x) throws IOException {
    try (x) {
      String path = x.getRequestURI().getPath();
      Map<String, String> query = query(x.getRequestURI().getRawQuery());
      String body = new String(x.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String verb = x.getRequestMethod();
      synchronized (this) {
        requests.add(verb + " " + x.getRequestURI() + " " + body);
      }
      for (var r : refuse.entrySet()) {
        if ((verb + " " + (query.containsKey("watch") ? "watch " : "") + path).matches(r.getKey())) {
          answer(x, r.getValue(), failure(r.getValue(), "refused by the test"));
          return;
        }
      }
      if (path.startsWith("/_/")) control(x, path, body);
      else if ("true".equals(query.get("watch")) || "1".equals(query.get("watch"))) watch(x, path, query);
      else rest(x, verb, path, query, body);
    } catch (IOException | RuntimeException e) {
      if (Boolean.getBoolean("fakeapi.debug")) e.printStackTrace();
    }
  }

  /** /_/requests, /_/refuse (a JSON object), /_/closewatches (a last event to send, or nothing). */
  private void control(HttpExchange x, String path, String body) throws IOException {
    switch (path) {
      case "/_/requests" -> answer(x, 200, JSON.valueToTree(requests));
      case "/_/refuse" -> {
        refuse.clear();
        JSON.readTree(body).fields().forEachRemaining(e -> refuse.put(e.getKey(), e.getValue().asInt()));
        answer(x, 200, JSON.createObjectNode());
      }
      case "/_/closewatches" -> {
        synchronized (this) {
          for (Watcher w : watchers) {
            if (!body.isBlank()) w.events.add(body);
            w.events.add("");
          }
        }
        answer(x, 200, JSON.createObjectNode());
      }
      default -> answer(x, 404, JSON.createObjectNode());
    }
  }

  private void watch(HttpExchange x, String path, Map<String, String> query) throws IOException {
    // The client tries a web socket first and falls back to plain HTTP when it gets a 200 instead of a 101.
    if (x.getRequestHeaders().containsKey("Upgrade")) {
      answer(x, 200, JSON.createObjectNode());
      return;
    }
    Watcher w = new Watcher(path, query, new LinkedBlockingQueue<>());
    synchronized (this) {
      if (!query.containsKey("resourceVersion") || query.get("resourceVersion").equals("0")) {
        objects.forEach((p, o) -> { if (matches(w, p, o)) w.events.add(event("ADDED", o)); });
      }
      watchers.add(w);
    }
    if (podsSucceed && path.endsWith("/pods")) succeed(w);
    x.getResponseHeaders().set("Content-Type", "application/json");
    x.sendResponseHeaders(200, 0);
    try (OutputStream out = x.getResponseBody()) {
      out.flush();
      for (String e; !(e = w.events.take()).isEmpty(); out.flush()) out.write((e + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      synchronized (this) {
        watchers.remove(w);
      }
    }
  }

  private synchronized void succeed(Watcher w) {
    for (var e : List.copyOf(objects.entrySet())) {
      if (!matches(w, e.getKey(), e.getValue())) continue;
      ObjectNode status = e.getValue().putObject("status").put("phase", "Succeeded");
      ObjectNode c = status.putArray("containerStatuses").addObject();
      JsonNode first = e.getValue().at("/spec/containers/0");
      c.put("name", first.path("name").asText()).put("image", first.path("image").asText()).put("ready", false);
      c.putObject("state").putObject("terminated").put("exitCode", 0).put("reason", "Completed")
          .put("startedAt", now()).put("finishedAt", now());
      changed("MODIFIED", e.getKey(), e.getValue());
    }
  }

  private synchronized void rest(HttpExchange x, String verb, String path, Map<String, String> query, String body)
      throws IOException {
    switch (verb) {
      case "POST" -> {
        ObjectNode o = (ObjectNode) JSON.readTree(body);
        JsonNode items = o.path("items");
        if (items.isArray()) {
          answer(x, 400, failure(400, "no lists"));
          return;
        }
        String p = path + "/" + o.at("/metadata/name").asText();
        if (objects.containsKey(p)) answer(x, 409, failure(409, "already exists"));
        else answer(x, 201, store("ADDED", p, path, o));
      }
      case "PUT" -> answer(x, 200, store("MODIFIED", path, parent(path), (ObjectNode) JSON.readTree(body)));
      case "PATCH" -> {
        String p = path.replaceFirst("/status$", "");
        JsonNode patch = JSON.readTree(body);
        ObjectNode o = objects.get(p);
        boolean apply = String.valueOf(x.getRequestHeaders().getFirst("Content-Type")).contains("apply-patch");
        if (o == null && !apply) answer(x, 404, failure(404, "not found"));
        else if (o == null) answer(x, 201, store("ADDED", p, parent(p), (ObjectNode) patch));
        else {
          if (patch.isObject()) merge(o, patch);
          answer(x, 200, changed("MODIFIED", p, o));
        }
      }
      case "GET" -> {
        ObjectNode o = objects.get(path);
        if (o != null) answer(x, 200, o);
        else if (path.matches(".*/(namespaces/[^/]+/)?(pods|configmaps|services|persistentvolumeclaims|secrets)")) {
          ObjectNode list = JSON.createObjectNode().put("kind", "List").put("apiVersion", "v1");
          list.putObject("metadata").put("resourceVersion", Long.toString(version));
          ArrayNode items = list.putArray("items");
          Watcher w = new Watcher(path, query, null);
          objects.forEach((p, v) -> { if (matches(w, p, v)) items.add(v); });
          answer(x, 200, list);
        } else answer(x, 404, failure(404, path + " not found"));
      }
      case "DELETE" -> {
        ObjectNode o = objects.remove(path);
        if (o == null) answer(x, 404, failure(404, "not found"));
        else answer(x, 200, changed("DELETED", path, o));
      }
      default -> answer(x, 405, failure(405, verb));
    }
  }

  private ObjectNode store(String type, String path, String collection, ObjectNode o) {
    ObjectNode meta = (ObjectNode) o.path("metadata");
    var ns = java.util.regex.Pattern.compile("/namespaces/([^/]+)/").matcher(collection);
    if (ns.find() && !meta.has("namespace")) meta.put("namespace", ns.group(1));
    if (!meta.has("uid")) meta.put("uid", UUID.nameUUIDFromBytes(path.getBytes(StandardCharsets.UTF_8)).toString());
    if (!meta.has("creationTimestamp")) meta.put("creationTimestamp", now());
    if (path.contains("/pods/") && !o.has("status")) o.putObject("status").put("phase", "Pending");
    objects.put(path, o);
    return changed(type, path, o);
  }

  private ObjectNode changed(String type, String path, ObjectNode o) {
    ((ObjectNode) o.path("metadata")).put("resourceVersion", Long.toString(++version));
    for (Watcher w : watchers) if (matches(w, path, o)) w.events.add(event(type, o));
    return o;
  }

  private static boolean matches(Watcher w, String path, ObjectNode o) {
    if (!parent(path).equals(w.collection)) return false;
    String field = w.query.getOrDefault("fieldSelector", "");
    if (field.startsWith("metadata.name=") && !path.endsWith("/" + field.substring("metadata.name=".length()))) return false;
    for (String l : w.query.getOrDefault("labelSelector", "").split(",")) {
      String[] kv = l.split("=", 2);
      if (kv.length == 2 && !o.path("metadata").path("labels").path(kv[0]).asText().equals(kv[1])) return false;
    }
    return true;
  }

  private static void merge(ObjectNode into, JsonNode patch) {
    patch.fields().forEachRemaining(e -> {
      if (e.getValue().isNull()) into.remove(e.getKey());
      else if (e.getValue().isObject() && into.path(e.getKey()).isObject()) merge((ObjectNode) into.get(e.getKey()), e.getValue());
      else into.set(e.getKey(), e.getValue());
    });
  }

  private static String event(String type, ObjectNode o) {
    return JSON.createObjectNode().put("type", type).set("object", o.deepCopy()).toString();
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  private static String now() {
    return Instant.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
  }

  private static ObjectNode failure(int code, String message) {
    return JSON.createObjectNode().put("kind", "Status").put("apiVersion", "v1").put("status", "Failure")
        .put("code", code).put("reason", code == 404 ? "NotFound" : code == 403 ? "Forbidden" : "Refused").put("message", message);
  }

  private static void answer(HttpExchange x, int code, JsonNode body) throws IOException {
    byte[] b = JSON.writeValueAsBytes(body);
    x.getResponseHeaders().set("Content-Type", "application/json");
    x.sendResponseHeaders(code, b.length);
    x.getResponseBody().write(b);
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> q = new LinkedHashMap<>();
    if (raw == null) return q;
    for (String p : raw.split("&")) {
      String[] kv = p.split("=", 2);
      q.put(URLDecoder.decode(kv[0], StandardCharsets.UTF_8), kv.length < 2 ? "" : URLDecoder.decode(kv[1], StandardCharsets.UTF_8));
    }
    return q;
  }

  @Override
  public void close() {
    synchronized (this) {
      for (Watcher w : watchers) w.events.add("");
    }
    server.stop(0);
  }

  /** Serve on a port until killed: {@code java FakeApi.java PORT [--running]}; with --running pods wait for their status. */
  public static void main(String[] args) throws Exception {
    FakeApi api = new FakeApi(Integer.parseInt(args[0]));
    api.podsSucceed = args.length < 2;
    Files.writeString(Path.of(System.getProperty("ready.file", "/dev/null")), api.url());
    Thread.currentThread().join();
  }
}
