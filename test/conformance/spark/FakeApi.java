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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Records what Spark creates: the few verbs of the Kubernetes API that Spark uses, kept in memory, without admission,
 * defaults or validation. It exists so that dozens of submissions run in one JVM; --real takes an API server instead.
 */
final class FakeApi implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NAMESPACE = Pattern.compile("/namespaces/([^/]+)/");

  private record Watcher(String collection, Map<String, String> query, BlockingQueue<String> events) {}

  /** Path, e.g. /api/v1/namespaces/x/pods/y, to object. */
  private final Map<String, ObjectNode> objects = new LinkedHashMap<>();
  private final List<Watcher> watchers = new ArrayList<>();
  private final HttpServer server;
  private long version = 1;

  FakeApi() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
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

  @Override
  public void close() {
    server.stop(0);
  }

  private void handle(HttpExchange x) throws IOException {
    try (x) {
      String path = x.getRequestURI().getPath();
      Map<String, String> query = query(x.getRequestURI().getRawQuery());
      String body = new String(x.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      if (Boolean.parseBoolean(query.get("watch"))) watch(x, path, query);
      else rest(x, path, query, body);
    } catch (RuntimeException e) {
      e.printStackTrace(); // the server would drop it
      throw e;
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
      long since = Long.parseLong(query.getOrDefault("resourceVersion", "0"));
      objects.forEach((p, o) -> {
        if (matches(w, p, o) && o.at("/metadata/resourceVersion").asLong() > since) w.events.add(event("ADDED", o));
      });
      watchers.add(w);
    }
    x.getResponseHeaders().set("Content-Type", "application/json");
    x.sendResponseHeaders(200, 0);
    try (OutputStream out = x.getResponseBody()) {
      for (out.flush(); ; out.flush()) out.write((w.events.take() + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      synchronized (this) {
        watchers.remove(w);
      }
    }
  }

  private synchronized void rest(HttpExchange x, String path, Map<String, String> query, String body) throws IOException {
    ObjectNode old = objects.get(path.replaceFirst("/status$", ""));
    switch (x.getRequestMethod()) {
      case "POST" -> {
        ObjectNode o = (ObjectNode) JSON.readTree(body);
        String p = path + "/" + o.at("/metadata/name").asText();
        if (objects.containsKey(p)) answer(x, 409, failure(409, "already exists"));
        else answer(x, 201, query.containsKey("dryRun") ? o : create(p, o));
      }
      case "PATCH" -> {
        ObjectNode patch = (ObjectNode) JSON.readTree(body);
        boolean apply = x.getRequestHeaders().getFirst("Content-Type").contains("apply-patch");
        if (old != null) answer(x, 200, changed("MODIFIED", path.replaceFirst("/status$", ""), merge(old, patch)));
        else if (apply) answer(x, 201, create(path, patch));
        else answer(x, 404, failure(404, "not found"));
      }
      case "GET" -> {
        if (old != null) answer(x, 200, old);
        else if (path.matches(".*/(pods|configmaps|services|persistentvolumeclaims)")) {
          ObjectNode list = JSON.createObjectNode().put("kind", "List").put("apiVersion", "v1");
          list.putObject("metadata").put("resourceVersion", Long.toString(version));
          ArrayNode items = list.putArray("items");
          Watcher w = new Watcher(path, query, null);
          objects.forEach((p, o) -> { if (matches(w, p, o)) items.add(o); });
          answer(x, 200, list);
        } else answer(x, 404, failure(404, "not found"));
      }
      case "DELETE" -> {
        objects.remove(path);
        if (old == null) answer(x, 404, failure(404, "not found"));
        else answer(x, 200, changed("DELETED", path, old));
      }
      default -> answer(x, 405, failure(405, "not a verb that Spark uses"));
    }
  }

  private ObjectNode create(String path, ObjectNode o) {
    ObjectNode meta = (ObjectNode) o.path("metadata");
    Matcher namespace = NAMESPACE.matcher(path);
    if (namespace.find()) meta.put("namespace", namespace.group(1));
    meta.put("uid", UUID.randomUUID().toString()).put("creationTimestamp", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    objects.put(path, o);
    return changed("ADDED", path, o);
  }

  private ObjectNode changed(String type, String path, ObjectNode o) {
    ((ObjectNode) o.path("metadata")).put("resourceVersion", Long.toString(++version));
    for (Watcher w : watchers) if (matches(w, path, o)) w.events.add(event(type, o));
    return o;
  }

  private static boolean matches(Watcher w, String path, ObjectNode o) {
    if (!path.substring(0, path.lastIndexOf('/')).equals(w.collection)) return false;
    String field = w.query.getOrDefault("fieldSelector", "");
    if (!field.isEmpty() && !field.equals("metadata.name=" + o.at("/metadata/name").asText())) return false;
    for (String l : w.query.getOrDefault("labelSelector", "").split(",")) {
      String[] kv = l.split("=", 2);
      if (kv.length == 2 && !o.path("metadata").path("labels").path(kv[0]).asText().equals(kv[1])) return false;
    }
    return true;
  }

  private static ObjectNode merge(ObjectNode into, JsonNode patch) {
    patch.fields().forEachRemaining(e -> {
      if (e.getValue().isNull()) into.remove(e.getKey());
      else if (e.getValue().isObject() && into.path(e.getKey()).isObject()) merge((ObjectNode) into.get(e.getKey()), e.getValue());
      else into.set(e.getKey(), e.getValue());
    });
    return into;
  }

  private static String event(String type, ObjectNode o) {
    return JSON.createObjectNode().put("type", type).set("object", o).toString();
  }

  private static ObjectNode failure(int code, String message) {
    return JSON.createObjectNode().put("kind", "Status").put("apiVersion", "v1").put("status", "Failure")
        .put("code", code).put("message", message);
  }

  private static void answer(HttpExchange x, int code, JsonNode body) throws IOException {
    byte[] b = JSON.writeValueAsBytes(body);
    x.getResponseHeaders().set("Content-Type", "application/json");
    x.sendResponseHeaders(code, b.length);
    x.getResponseBody().write(b);
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> q = new LinkedHashMap<>();
    for (String p : raw == null ? new String[0] : raw.split("&")) {
      String[] kv = p.split("=", 2);
      q.put(URLDecoder.decode(kv[0], StandardCharsets.UTF_8), kv.length < 2 ? "" : URLDecoder.decode(kv[1], StandardCharsets.UTF_8));
    }
    return q;
  }
}
