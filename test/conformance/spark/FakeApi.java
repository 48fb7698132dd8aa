import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Records what Spark creates: the few verbs of the Kubernetes API that Spark uses, kept in memory, without admission,
 * defaults or validation; a pod has succeeded as soon as it is created. It exists so that dozens of submissions run in one
 * JVM; --real takes an API server instead.
 */
final class FakeApi implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NAMESPACE = Pattern.compile("/namespaces/([^/]+)/");

  /** Path, e.g. /api/v1/namespaces/x/pods/y, to object. */
  private final Map<String, ObjectNode> objects = new LinkedHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Consumer<String> created;
  private final HttpServer server;

  /** @param created is told the JSON text of every new object */
  FakeApi(Consumer<String> created) throws IOException {
    this.created = created;
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
    closed.countDown();
    server.stop(0);
  }

  private void handle(HttpExchange x) throws IOException {
    try (x) {
      String query = String.valueOf(x.getRequestURI().getQuery());
      String body = new String(x.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      if (query.contains("watch=true")) watch(x);
      else rest(x, x.getRequestURI().getPath(), query.contains("dryRun"), body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      e.printStackTrace(); // the server would drop it
      throw e;
    }
  }

  /** Says nothing: Spark reads the pod once more after it has opened its watch. */
  private void watch(HttpExchange x) throws IOException, InterruptedException {
    // The client tries a web socket first and falls back to plain HTTP when it gets a 200 instead of a 101.
    if (x.getRequestHeaders().containsKey("Upgrade")) {
      answer(x, 200, JSON.createObjectNode());
      return;
    }
    x.sendResponseHeaders(200, 0);
    x.getResponseBody().flush();
    closed.await();
  }

  private synchronized void rest(HttpExchange x, String path, boolean dryRun, String body) throws IOException {
    ObjectNode old = objects.get(path);
    switch (x.getRequestMethod()) {
      case "POST" -> {
        ObjectNode o = (ObjectNode) JSON.readTree(body);
        String p = path + "/" + o.at("/metadata/name").asText();
        if (objects.containsKey(p)) answer(x, 409, failure(409, "already exists"));
        else answer(x, 201, dryRun ? o : create(p, o));
      }
      case "PATCH" -> { // server-side apply
        if (old != null) answer(x, 200, old);
        else answer(x, 201, create(path, (ObjectNode) JSON.readTree(body)));
      }
      case "GET" -> {
        if (old == null) answer(x, 404, failure(404, "not found"));
        else answer(x, 200, old);
      }
      case "DELETE" -> {
        objects.remove(path);
        if (old == null) answer(x, 404, failure(404, "not found"));
        else answer(x, 200, old);
      }
      default -> answer(x, 405, failure(405, "not a verb that Spark uses"));
    }
  }

  private ObjectNode create(String path, ObjectNode o) {
    ObjectNode meta = (ObjectNode) o.path("metadata");
    Matcher namespace = NAMESPACE.matcher(path);
    if (namespace.find()) meta.put("namespace", namespace.group(1));
    meta.put("uid", UUID.randomUUID().toString()).put("resourceVersion", Integer.toString(objects.size() + 1))
        .put("creationTimestamp", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    if (o.path("kind").asText().equals("Pod")) o.putObject("status").put("phase", "Succeeded");
    objects.put(path, o);
    created.accept(o.toString());
    return o;
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
}
