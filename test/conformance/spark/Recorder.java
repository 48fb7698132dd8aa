import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Notes what is created as it is created: a garbage collector may delete a driver at once whose owner does not exist. */
final class Recorder {
  static final String PROPERTIES = "spark.properties";
  static final String TEMPLATE = "podspec-configmap-key";

  private final List<HasMetadata> created = new ArrayList<>();
  private final Set<String> watched = new HashSet<>();

  synchronized void add(HasMetadata o) {
    created.add(o);
    notifyAll();
  }

  synchronized void clear() {
    created.clear();
  }

  /** Watches a namespace of a real API server, and lets its drivers succeed, so that spark-submit ends even if it waits. */
  void watch(KubernetesClient client, String namespace) {
    if (!watched.add(namespace)) return;
    client.pods().inNamespace(namespace).watch(watcher(p -> client.resource(new PodBuilder(p)
        .withStatus(new PodStatusBuilder().withPhase("Succeeded").build()).build()).patchStatus()));
    client.configMaps().inNamespace(namespace).watch(watcher(o -> { }));
    client.services().inNamespace(namespace).watch(watcher(o -> { }));
    client.persistentVolumeClaims().inNamespace(namespace).watch(watcher(o -> { }));
  }

  private <T extends HasMetadata> Watcher<T> watcher(Consumer<T> then) {
    return new Watcher<>() {
      @Override
      public void eventReceived(Action action, T object) {
        if (action != Action.ADDED) return;
        add(object);
        try {
          then.accept(object);
        } catch (KubernetesClientException e) {
          if (e.getCode() != 404) throw e; // gone already
        }
      }

      @Override
      public void onClose(WatcherException cause) {
        throw new IllegalStateException("the API server ended a watch", cause);
      }
    };
  }

  /** The new driver, once it and its ConfigMaps are there. */
  synchronized Pod driver() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (true) {
      List<Pod> pods = created.stream().filter(Pod.class::isInstance).map(Pod.class::cast).toList();
      if (pods.size() > 1) throw new IllegalStateException(pods.size() + " new pods, where one was expected");
      if (pods.size() == 1) {
        String properties = data(pods.get(0), PROPERTIES);
        boolean template = properties != null && properties.contains(Submission.EXECUTOR_TEMPLATE);
        if (properties != null && (!template || data(pods.get(0), TEMPLATE) != null)) return pods.get(0);
      }
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) throw new IllegalStateException("spark-submit ended well, but there is no driver with its ConfigMaps");
      wait(left);
    }
  }

  /** A value of the driver's ConfigMaps. */
  synchronized String data(Pod driver, String key) {
    for (HasMetadata o : owned(driver)) {
      if (o instanceof ConfigMap c && c.getData() != null && c.getData().containsKey(key)) return c.getData().get(key);
    }
    return null;
  }

  synchronized List<HasMetadata> owned(Pod driver) {
    return created.stream().filter(o -> o.getMetadata().getOwnerReferences().stream()
        .anyMatch(r -> r.getUid().equals(driver.getMetadata().getUid()))).toList();
  }
}
