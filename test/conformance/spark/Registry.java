import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.internal.config.ConfigEntry;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Spark's own registry of config entries, as one JSON object: {@code {"spark.x": {type, unit, default, since, internal,
 * deprecated, removed, renamedTo}}}. Types and units are not stored by Spark: they are told by what its converters accept.
 */
public final class Registry {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Registry() {}

  /**
   * {@code Registry JARS_DIR} writes the registry to standard output. {@code Registry JARS_DIR CATALOGUE DIFFERENCES} compares
   * a catalogue with it; exit 1 when a difference is not in the list of explained ones, or one of the list is gone.
   */
  public static void main(String[] args) throws Exception {
    loadAll(Path.of(args[0]));
    Map<String, ObjectNode> entries = new TreeMap<>();
    for (ConfigEntry<?> e : known().values()) entries.put(e.key(), describe(e));
    for (ConfigEntry<?> e : known().values()) {
      CollectionConverters.asJava(e.alternatives()).forEach(k -> mark(entries, k, "renamedTo", e.key()));
    }
    deprecated(entries);
    if (args.length == 3) System.exit(compare(entries, Files.readAllLines(Path.of(args[1])), JSON.readTree(Path.of(args[2]).toFile())));
    ObjectNode out = JSON.createObjectNode();
    entries.forEach(out::set);
    System.out.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(out).getBytes(StandardCharsets.UTF_8));
    System.out.println();
    System.out.flush();
    System.exit(0);
  }

  /**
   * Holds each line of a catalogue (its form is told in its own head) against what Spark's converters do. A pattern, or a
   * claim that a line does not make, is not compared.
   */
  private static int compare(Map<String, ObjectNode> registry, List<String> catalogue, JsonNode explained) throws ReflectiveOperationException {
    Map<String, String> found = new TreeMap<>();
    Set<String> keys = new HashSet<>();
    for (String line : catalogue) {
      String[] field = line.split("\t", -1);
      String key = field[0];
      if (line.startsWith("#") || line.isBlank() || key.contains("*") || key.contains("?")) continue;
      keys.add(key);
      ObjectNode r = registry.get(key);
      if (r == null) {
        found.put("not registered: " + key, line);
        continue;
      }
      String deprecation = field.length > 3 ? field[3].split(" ")[0] : "";
      String registered = r.has("removed") ? "removed" : r.has("deprecated") || r.has("renamedTo") ? "deprecated" : "";
      if (!deprecation.equals(registered)) found.put("deprecation: " + key, "'" + deprecation + "', Spark has '" + registered + "'");
      if (r.has("renamedTo") && !List.of(line.split("[\t ]")).contains(r.get("renamedTo").asText())) {
        found.put("successor: " + key, line + ", Spark has " + r.get("renamedTo"));
      }
      ConfigEntry<?> entry = known().get(key);
      if (entry != null) {
        for (var wrong : judge(entry, r, field[1], field.length > 2 ? field[2] : "").entrySet()) found.put(wrong.getKey() + ": " + key, wrong.getValue());
      }
    }
    for (String key : registry.keySet()) if (!keys.contains(key)) found.put("not in the catalogue: " + key, registry.get(key).toString());

    int wrong = 0;
    for (JsonNode group : explained) {
      for (JsonNode key : group.path("keys")) {
        String id = group.path("difference").asText() + ": " + key.asText();
        if (found.remove(id) != null) continue;
        wrong++;
        System.err.println("spark registry: explained, but there is no such difference: " + id);
      }
    }
    wrong += found.size();
    found.forEach((id, detail) -> System.err.println("spark registry: " + id + " (" + detail + ")"));
    System.err.printf("%d keys of the catalogue held against %d of Spark's, %d disagreements%n", keys.size(), registry.size(), wrong);
    return wrong == 0 && !keys.isEmpty() ? 0 : 1;
  }

  private static final Pattern KIND = Pattern.compile("(\\w+)(?::(\\w+))?(?:(~?)=([^<>]*))?((?:[<>]=?-?[\\d.]+)*)");
  private static final Map<String, String> UNITS = Map.of("ns", "NANOSECONDS", "ms", "MILLISECONDS", "s", "SECONDS", "min", "MINUTES",
      "b", "BYTE", "k", "KiB", "m", "MiB", "g", "GiB");

  /** The differences, by their kind, between what a catalogue says of an entry and what the entry does. */
  private static Map<String, String> judge(ConfigEntry<?> entry, ObjectNode r, String kind, String fallback) {
    Map<String, String> found = new TreeMap<>();
    Matcher m = KIND.matcher(kind);
    if (!m.matches()) throw new IllegalArgumentException(entry.key() + ": " + kind);
    String spark = r.get("type").asText();
    String claimed = m.group(1);
    boolean same = switch (claimed) {
      case "list" -> spark.endsWith(" list");
      case "enum" -> accepts(entry, m.group(4).split("\\|")[0]) && !accepts(entry, "~");
      case "quantity", "string" -> spark.equals("string") || spark.equals("regex");
      default -> claimed.equals(spark);
    };
    if (!same) found.put("type", kind + ", Spark has " + spark);
    if (m.group(2) != null && !UNITS.get(m.group(2)).equals(r.path("unit").asText())) found.put("unit", kind + ", Spark has " + r.get("unit"));
    if (m.group(4) != null) {
      for (String v : m.group(4).split("\\|")) if (!accepts(entry, v)) found.put("values", kind + ", Spark refuses " + v);
      String other = swapCase(m.group(4).split("\\|")[0]);
      if (!other.equals(m.group(4).split("\\|")[0]) && accepts(entry, other) == m.group(3).isEmpty()) found.put("case of values", kind + ", tried " + other);
    }
    // Bounds, each tried from both sides; where none is told, -1 and 0 must be no worse than 1.
    if (same && List.of("int", "long", "time", "bytes").contains(claimed)) {
      Matcher b = Pattern.compile("([<>]=?)(-?\\d+)").matcher(m.group(5));
      boolean least = false;
      while (b.find()) {
        long n = Long.parseLong(b.group(2));
        boolean lower = b.group(1).startsWith(">");
        least |= lower;
        long inside = b.group(1).endsWith("=") ? n : lower ? n + 1 : n - 1;
        long outside = lower ? inside - 1 : inside + 1;
        if (!accepts(entry, Long.toString(inside)) || accepts(entry, Long.toString(outside))) found.put("bounds", kind);
      }
      if (!least && accepts(entry, "1000")) {
        for (String low : List.of("-1", "0", "1")) if (!accepts(entry, low)) found.put("bounds", kind + ", Spark refuses " + low);
      }
    }
    if (!fallback.isEmpty() && !sameDefault(entry, fallback)) found.put("default", fallback + ", Spark has " + r.get("default"));
    return found;
  }

  private static boolean accepts(ConfigEntry<?> entry, String text) {
    try {
      entry.valueConverter().apply(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String swapCase(String s) {
    return s.equals(s.toUpperCase(Locale.ROOT)) ? s.toLowerCase(Locale.ROOT) : s.toUpperCase(Locale.ROOT);
  }

  private static boolean sameDefault(ConfigEntry<?> entry, String text) {
    Object value = entry.defaultValue().isDefined() ? entry.defaultValue().get() : null;
    try {
      Object parsed = entry.valueConverter().apply(text);
      if (parsed instanceof scala.util.matching.Regex) return parsed.toString().equals(String.valueOf(value)); // no equals
      return Objects.equals(parsed instanceof scala.Some<?> some ? some.value() : parsed, value);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** An entry registers itself when the Scala object that holds it is initialised: initialise all that mention ConfigBuilder. */
  private static void loadAll(Path jars) throws IOException {
    try (Stream<Path> files = Files.list(jars)) {
      for (Path jar : files.filter(p -> p.getFileName().toString().startsWith("spark-")).sorted().toList()) {
        try (JarFile file = new JarFile(jar.toFile())) {
          for (var e : file.stream().filter(x -> x.getName().endsWith("$.class")).toList()) {
            String bytes = new String(file.getInputStream(e).readAllBytes(), StandardCharsets.ISO_8859_1);
            if (!bytes.contains("org/apache/spark/internal/config/")) continue;
            String name = e.getName().replace('/', '.').replaceFirst("\\.class$", "");
            try {
              initialise(Class.forName(name));
            } catch (Throwable t) {
              // Harmless only for an object that builds no entry of its own.
              if (bytes.contains("org/apache/spark/internal/config/ConfigBuilder")) throw new IllegalStateException(name, t);
            }
          }
        }
      }
    }
  }

  /** Some entries are lazy: ask for each. */
  private static void initialise(Class<?> object) throws ReflectiveOperationException {
    for (Method m : object.getMethods()) {
      if (m.getParameterCount() == 0 && ConfigEntry.class.isAssignableFrom(m.getReturnType())) m.invoke(object.getField("MODULE$").get(null));
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, ConfigEntry<?>> known() throws ReflectiveOperationException {
    Class<?> companion = Class.forName("org.apache.spark.internal.config.ConfigEntry$");
    Object module = companion.getField("MODULE$").get(null);
    for (Field f : companion.getDeclaredFields()) {
      if (Map.class.isAssignableFrom(f.getType())) {
        f.setAccessible(true);
        return (Map<String, ConfigEntry<?>>) f.get(module);
      }
    }
    for (Method m : companion.getDeclaredMethods()) {
      if (Map.class.isAssignableFrom(m.getReturnType())) {
        m.setAccessible(true);
        return (Map<String, ConfigEntry<?>>) m.invoke(module);
      }
    }
    throw new NoSuchFieldException("knownConfigs");
  }

  private static ObjectNode describe(ConfigEntry<?> e) {
    ObjectNode o = JSON.createObjectNode();
    Function<String, Object> parse = s -> {
      Object v = e.valueConverter().apply(s);
      return v instanceof scala.Some<?> some ? some.value() : v;
    };
    o.put("type", type(parse));
    String unit = unit(parse, o.get("type").asText());
    if (unit != null) o.put("unit", unit);
    o.put("default", e.defaultValueString());
    o.put("since", e.version());
    o.put("internal", !e.isPublic());
    return o;
  }

  /** What the converter says of a word that is no number, size or time. */
  private static String type(Function<String, Object> parse) {
    try {
      if (parse.apply("1") instanceof scala.collection.Seq<?> list && list.head() instanceof Number) return "long list";
    } catch (Throwable ignored) {
      // no list of numbers
    }
    try {
      Object v = parse.apply("~");
      return v instanceof scala.collection.Seq<?> ? "string list" : v instanceof scala.util.matching.Regex ? "regex" : "string";
    } catch (Throwable t) {
      String said = String.valueOf(t.getMessage());
      for (String type : List.of("int", "long", "double", "boolean")) if (said.contains("should be " + type + ",")) return type;
      if (said.contains("Time must be specified")) return "time";
      if (said.contains("Size must be specified")) return "bytes";
      return "string"; // a checked one: an enumeration, a class name
    }
  }

  /** The unit in which a bare number is counted, by the number that a value with a unit becomes. */
  private static String unit(Function<String, Object> parse, String type) {
    Map<String, Map<String, Double>> probes = type.equals("time")
        ? Map.of("d", units(86400, "NANOSECONDS", 1e-9, "MICROSECONDS", 1e-6, "MILLISECONDS", 1e-3, "SECONDS", 1.0, "MINUTES", 60.0),
            "h", units(3600, "NANOSECONDS", 1e-9, "MICROSECONDS", 1e-6, "MILLISECONDS", 1e-3, "SECONDS", 1.0, "MINUTES", 60.0),
            "min", units(60, "NANOSECONDS", 1e-9, "MICROSECONDS", 1e-6, "MILLISECONDS", 1e-3, "SECONDS", 1.0, "MINUTES", 60.0),
            "s", units(1, "NANOSECONDS", 1e-9, "MICROSECONDS", 1e-6, "MILLISECONDS", 1e-3, "SECONDS", 1.0))
        : type.equals("bytes")
            ? Map.of("g", units(1L << 30, "BYTE", 1.0, "KiB", 1024.0, "MiB", 1048576.0, "GiB", 1073741824.0),
                "m", units(1L << 20, "BYTE", 1.0, "KiB", 1024.0, "MiB", 1048576.0),
                "k", units(1L << 10, "BYTE", 1.0, "KiB", 1024.0))
            : Map.of();
    for (var p : probes.entrySet()) {
      for (int n : new int[] {1, 2, 10, 64, 200}) {
        try {
          double got = ((Number) parse.apply(n + p.getKey())).doubleValue() / n;
          for (var u : p.getValue().entrySet()) if (Math.abs(u.getValue() - got) < 1e-6 * got) return u.getKey();
        } catch (IllegalArgumentException e) {
          // out of the entry's bounds: try another
        }
      }
    }
    return null;
  }

  private static Map<String, Double> units(double whole, Object... unitAndSize) {
    Map<String, Double> m = new LinkedHashMap<>();
    for (int i = 0; i < unitAndSize.length; i += 2) m.put((String) unitAndSize[i], whole / (Double) unitAndSize[i + 1]);
    return m;
  }

  /** SparkConf's and SQLConf's lists of keys that are deprecated, renamed or removed. */
  private static void deprecated(Map<String, ObjectNode> entries) throws ReflectiveOperationException {
    Map<String, ?> core = scalaMap("org.apache.spark.SparkConf$", "deprecatedConfigs");
    core.keySet().forEach(k -> mark(entries, k, "deprecated", null));
    Map<String, ?> renamed = scalaMap("org.apache.spark.SparkConf$", "allAlternatives");
    renamed.forEach((k, v) -> mark(entries, k, "renamedTo", String.valueOf(((scala.Tuple2<?, ?>) v)._1())));
    scalaMap("org.apache.spark.sql.internal.SQLConf$", "deprecatedSQLConfigs").keySet().forEach(k -> mark(entries, k, "deprecated", null));
    scalaMap("org.apache.spark.sql.internal.SQLConf$", "removedSQLConfigs").keySet().forEach(k -> mark(entries, k, "removed", null));
  }

  private static void mark(Map<String, ObjectNode> entries, String key, String what, String to) {
    ObjectNode o = entries.computeIfAbsent(key, k -> JSON.createObjectNode());
    if (to == null) o.put(what, true);
    else o.put(what, to);
  }

  private static Map<String, ?> scalaMap(String object, String method) throws ReflectiveOperationException {
    Class<?> c = Class.forName(object);
    Method m = c.getDeclaredMethod(method);
    m.setAccessible(true);
    @SuppressWarnings("unchecked")
    var map = (scala.collection.Map<String, ?>) m.invoke(c.getField("MODULE$").get(null));
    return CollectionConverters.asJava(map);
  }
}
