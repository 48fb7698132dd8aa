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

/**
 * Spark's own registry of config entries, as one JSON object: {@code {"spark.x": {type, unit, kind, default, since, internal,
 * deprecated, removed, renamedTo}}}; {@code kind} is the catalogue's form of the type. Types, units and bounds are not stored by
 * Spark: they are told by what its converters accept.
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
      for (var names = e.alternatives().iterator(); names.hasNext(); ) mark(entries, names.next(), "renamedTo", e.key());
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
      if (field.length > 4 && !covers(field[4])) continue;
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
      if (group.has("versions") && !covers(group.get("versions").asText())) continue;
      for (JsonNode key : group.path("keys")) {
        String id = group.path("difference").asText() + ": " + key.asText();
        if (found.remove(id) != null) continue;
        wrong++;
        System.err.println("spark registry: explained, but there is no such difference: " + id);
      }
    }
    wrong += found.size();
    found.forEach((id, detail) -> System.err.println("spark registry: " + id + " (" + detail + ")"));
    System.err.printf("%d keys of the catalogue held against %d of Spark %s, %d disagreements%n", keys.size(), registry.size(),
        org.apache.spark.package$.MODULE$.SPARK_VERSION(), wrong);
    return wrong == 0 && !keys.isEmpty() ? 0 : 1;
  }

  /** Whether a range of the catalogue ({@code 4.1-}, {@code -3.5}, {@code 4.0-4.2}, {@code 4.1}, {@code 4.0.1}) holds this Spark. */
  private static boolean covers(String range) {
    String[] ends = range.contains("-") ? range.split("-", 2) : new String[] {range, range};
    return (ends[0].isEmpty() || compareHere(ends[0]) >= 0) && (ends[1].isEmpty() || compareHere(ends[1]) <= 0);
  }

  /** This Spark's version against another one, in as many parts as that has. */
  private static int compareHere(String version) {
    String[] here = org.apache.spark.package$.MODULE$.SPARK_VERSION().split("\\.");
    String[] there = version.split("\\.");
    for (int i = 0; i < there.length; i++) {
      int difference = Integer.compare(Integer.parseInt(here[i]), Integer.parseInt(there[i]));
      if (difference != 0) return difference;
    }
    return 0;
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
    o.put("kind", kind(e, o));
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
      Matcher named = Pattern.compile("should be a/an '(int|long|double|decimal|boolean|time|bytes)\\b").matcher(said); // since 4.3
      if (named.find()) return named.group(1).equals("decimal") ? "double" : named.group(1);
      if (t instanceof NumberFormatException) return "int";
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

  private static final Pattern VALUES = Pattern.compile("should be one of '?([^']+?)(?:'|, but was|\\.$|$)");

  /** Type, unit, values and bounds as the catalogue writes them. */
  private static String kind(ConfigEntry<?> entry, ObjectNode o) {
    String type = o.get("type").asText();
    if (type.endsWith(" list")) return "list";
    if (type.equals("regex")) return "string";
    if (type.equals("string")) {
      try {
        entry.valueConverter().apply("~");
      } catch (Throwable t) {
        Matcher m = VALUES.matcher(String.valueOf(t.getMessage()).lines().findFirst().orElse(""));
        if (m.find()) {
          List<String> values = Stream.of(m.group(1).split(",\\s*")).sorted().toList();
          if (values.stream().allMatch(v -> accepts(entry, v))) {
            return "enum" + (accepts(entry, swapCase(values.get(0))) ? "~=" : "=") + String.join("|", values);
          }
        }
      }
      return type;
    }
    String unit = UNITS.entrySet().stream().filter(u -> u.getValue().equals(o.path("unit").asText())).map(u -> ":" + u.getKey()).findFirst().orElse("");
    return type + unit + (type.equals("boolean") || type.equals("double") ? "" : bounds(entry));
  }

  /** The least and the largest number that an entry accepts, where they are not those of its type. */
  private static String bounds(ConfigEntry<?> entry) {
    long inside = Stream.of(1L, 0L, 2L, 20L, 256L, 2000L, 1L << 24).filter(n -> accepts(entry, Long.toString(n))).findFirst().orElse(Long.MIN_VALUE);
    if (inside == Long.MIN_VALUE) return "";
    long least = -2;
    if (!accepts(entry, "-2")) {
      for (long high = inside; high - least > 1; ) {
        long middle = (least + high) / 2;
        if (accepts(entry, Long.toString(middle))) high = middle;
        else least = middle;
      }
    }
    long most = 1L << 30;
    if (!accepts(entry, Long.toString(most))) {
      for (long low = inside; most - low > 1; ) {
        long middle = (most + low) / 2;
        if (accepts(entry, Long.toString(middle))) low = middle;
        else most = middle;
      }
    }
    boolean unbounded = accepts(entry, "-2");
    for (long n : new long[] {-1, 0, 1, 2, 10, 100, 1000, 10_000}) {
      // Whatever else is asked of a number is no bound.
      if (accepts(entry, Long.toString(n)) != ((unbounded || n > least) && n < most)) return "";
    }
    return (unbounded ? "" : ">=" + (least + 1)) + (most == 1L << 30 ? "" : "<=" + (most - 1));
  }

  private static Map<String, Double> units(double whole, Object... unitAndSize) {
    Map<String, Double> m = new LinkedHashMap<>();
    for (int i = 0; i < unitAndSize.length; i += 2) m.put((String) unitAndSize[i], whole / (Double) unitAndSize[i + 1]);
    return m;
  }

  /** SparkConf's and SQLConf's lists of keys that are deprecated, renamed or removed. */
  private static void deprecated(Map<String, ObjectNode> entries) throws ReflectiveOperationException {
    Map<String, ?> core = scalaMap("org.apache.spark.SparkConf$", "deprecatedConfigs");
    core.forEach((k, v) -> mark(entries, k, "deprecated", version(v)));
    Map<String, ?> renamed = scalaMap("org.apache.spark.SparkConf$", "allAlternatives");
    renamed.forEach((k, v) -> {
      mark(entries, k, "renamedTo", String.valueOf(((scala.Tuple2<?, ?>) v)._1()));
      mark(entries, k, "deprecated", version(((scala.Tuple2<?, ?>) v)._2()));
    });
    scalaMap("org.apache.spark.sql.internal.SQLConf$", "deprecatedSQLConfigs").forEach((k, v) -> mark(entries, k, "deprecated", version(v)));
    scalaMap("org.apache.spark.sql.internal.SQLConf$", "removedSQLConfigs").forEach((k, v) -> mark(entries, k, "removed", version(v)));
  }

  /** The second member of Spark's records of deprecated, renamed and removed keys. */
  private static String version(Object record) {
    return String.valueOf(((scala.Product) record).productElement(1));
  }

  private static void mark(Map<String, ObjectNode> entries, String key, String what, String text) {
    entries.computeIfAbsent(key, k -> JSON.createObjectNode()).put(what, text);
  }

  private static Map<String, ?> scalaMap(String object, String method) throws ReflectiveOperationException {
    Class<?> c = Class.forName(object);
    Method m = c.getDeclaredMethod(method);
    m.setAccessible(true);
    return asJava((scala.collection.Map<?, ?>) m.invoke(c.getField("MODULE$").get(null)));
  }

  /** Without Scala's own converters, whose names differ between 2.12 (Spark 3.5) and 2.13. */
  static Map<String, ?> asJava(scala.collection.Map<?, ?> map) {
    Map<String, Object> copy = new TreeMap<>();
    for (var all = map.iterator(); all.hasNext(); ) {
      var one = (scala.Tuple2<?, ?>) all.next();
      copy.put(String.valueOf(one._1()), one._2());
    }
    return copy;
  }
}
