import { describe, expect, test } from 'vitest';
import { exceptionOf } from '../../src/status-resolver/exception.js';

const chatter = [
  '26/11/26 12:41:29 INFO SparkContext: SparkContext is stopping with exitCode 0.',
  '26/11/26 12:41:29 INFO AbstractConnector: Stopped Spark@1{HTTP/1.1, (http/1.1)}{0.0.0.0:4040}',
  '26/11/26 12:41:29 WARN ExecutorPodsWatchSnapshotSource: Kubernetes client has been closed.',
  '26/11/26 12:41:29 INFO ShutdownHookManager: Deleting directory /tmp/spark-849ce4d1',
].join('\n');

describe('the exception at the end of a log', () => {
  test.each<[string, string, string]>([
    [
      'Java',
      'Exception in thread "main" java.lang.IllegalStateException: no bucket\n\tat com.x.Main.main(Main.java:3)\n\tat java.base/x.y(Z.java:1)',
      'java.lang.IllegalStateException: no bucket',
    ],
    [
      'Java, without a message',
      'Exception in thread "main" java.lang.NullPointerException\n\tat com.x.Main.main(Main.java:3)',
      'java.lang.NullPointerException',
    ],
    [
      'the innermost cause',
      'Exception in thread "main" org.apache.spark.SparkException: Job aborted\n\tat a.b(C.scala:1)\nCaused by: java.io.IOException: x\n\tat d.e(F.java:2)\n\t... 3 more\nCaused by: java.lang.ArithmeticException: / by zero\n\tat g.h(I.java:4)\n\t... 12 common frames omitted',
      'java.lang.ArithmeticException: / by zero',
    ],
    [
      'what was suppressed is no cause',
      'Exception in thread "main" java.io.IOException: first\n\tat a.b(C.java:1)\n\tSuppressed: java.io.IOException: second\n\t\tat d.e(F.java:2)',
      'java.io.IOException: first',
    ],
    [
      "Spark's driver stacktrace",
      'Exception in thread "main" org.apache.spark.SparkException: Job aborted due to stage failure: Task 0 in stage 0.0 failed 4 times\n\nDriver stacktrace:\n\tat org.apache.spark.x(Y.scala:1)',
      'org.apache.spark.SparkException: Job aborted due to stage failure: Task 0 in stage 0.0 failed 4 times',
    ],
    [
      'Scala',
      'Exception in thread "main" scala.MatchError: 5 (of class java.lang.Integer)\n\tat Main$.main(Main.scala:3)',
      'scala.MatchError: 5 (of class java.lang.Integer)',
    ],
    [
      'a message of several lines',
      'Exception in thread "main" org.apache.spark.sql.AnalysisException: [UNRESOLVED_COLUMN] `k` cannot be resolved;\n\'Project [\'k]\n+- Relation [a#0] csv\n\n\tat org.apache.spark.x(Y.scala:1)',
      "org.apache.spark.sql.AnalysisException: [UNRESOLVED_COLUMN] `k` cannot be resolved; 'Project ['k] +- Relation [a#0] csv",
    ],
    [
      'a stack whose beginning is cut off',
      'x.run(Y.scala:1)\n\tat a.b(C.scala:1)\nCaused by: java.net.ConnectException: Connection refused\n\tat d.e(F.java:2)',
      'java.net.ConnectException: Connection refused',
    ],
    [
      'Python',
      'Traceback (most recent call last):\n  File "/app/main.py", line 3, in <module>\n    main()\n    ^^^^^^\n  File "/app/main.py", line 9, in main\n    raise ValueError("no k")\nValueError: no k',
      'ValueError: no k',
    ],
    [
      'Python, a name of any kind and two lines',
      'Traceback (most recent call last):\n  File "/app/main.py", line 3, in <module>\n    main()\napp.NoSuchThing: first\nsecond line',
      'app.NoSuchThing: first second line',
    ],
    [
      'Python, the last of a chain',
      'Traceback (most recent call last):\n  File "a.py", line 1, in f\nKeyError: 1\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "a.py", line 2, in <module>\nRuntimeError: really',
      'RuntimeError: really',
    ],
    [
      'PySpark, a Python worker within Java',
      'py4j.protocol.Py4JJavaError: An error occurred while calling o50.collect.\n: org.apache.spark.SparkException: Job aborted\n\tat a.b(C.scala:1)\nCaused by: org.apache.spark.api.python.PythonException: Traceback (most recent call last):\n  File "/opt/spark/worker.py", line 1247, in main\n    process()\nZeroDivisionError: division by zero\n\n\tat org.apache.spark.x(Y.scala:1)\n\t... 1 more',
      'ZeroDivisionError: division by zero',
    ],
    [
      'PySpark, from the JVM',
      'Traceback (most recent call last):\n  File "/app/main.py", line 3, in <module>\n    spark.read.csv(path)\npyspark.errors.exceptions.captured.AnalysisException: [PATH_NOT_FOUND] Path does not exist: s3a://b/k. SQLSTATE: 42K03;\n\'UnresolvedRelation [k]\n+- x',
      "pyspark.errors.exceptions.captured.AnalysisException: [PATH_NOT_FOUND] Path does not exist: s3a://b/k. SQLSTATE: 42K03; 'UnresolvedRelation [k] +- x",
    ],
    ['sys.exit with a sentence', 'loading\nno rows in s3a://b/k', 'no rows in s3a://b/k'],
    [
      'argparse',
      'usage: main.py [-h] --k K\nmain.py: error: argument --k: invalid int value',
      'main.py: error: argument --k: invalid int value',
    ],
    [
      "the JVM's memory",
      'java.lang.OutOfMemoryError: Java heap space\nDumping heap to java_pid1.hprof ...',
      'java.lang.OutOfMemoryError: Java heap space Dumping heap to java_pid1.hprof ...',
    ],
    [
      'the JVM gives up',
      'Terminating due to java.lang.OutOfMemoryError: Java heap space',
      'Terminating due to java.lang.OutOfMemoryError: Java heap space',
    ],
    [
      'killed',
      '/opt/entrypoint.sh: line 128:    17 Killed                  "$@"',
      '/opt/entrypoint.sh: line 128: 17 Killed "$@"',
    ],
    ['a class that is not there', 'Error: Failed to load class com.x.Main.', 'Error: Failed to load class com.x.Main.'],
    ['an error line of the log', '26/11/26 12:41:29 ERROR Main: no bucket', '26/11/26 12:41:29 ERROR Main: no bucket'],
    [
      'an error line and its exception',
      '26/11/26 12:41:29 ERROR SparkContext: Error initializing SparkContext.\njava.io.FileNotFoundException: s3a://b/events\n\tat a.b(C.java:1)',
      'java.io.FileNotFoundException: s3a://b/events',
    ],
    ['colours', '\u001b[31mValueError: no k\u001b[0m', 'ValueError: no k'],
    ['carriage returns', 'Stage 1: 10%\rStage 1: 20%\r\nValueError: no k\r\n', 'ValueError: no k'],
  ])('%s', (_, log, expected) => {
    expect(exceptionOf(log)).toBe(expected);
    expect(exceptionOf(`${log}\n`)).toBe(expected);
    expect(exceptionOf(`${chatter}\n${log}\n${chatter}\n`)).toBe(expected);
  });

  test.each([
    ['Python', 'INFO:root:bye\nWARNING:py4j:closed\n2026-01-01 00:00:00,123 - app - INFO - done'],
    ['brackets', '[2026-01-01 00:00:00] [INFO] bye\n[INFO] done'],
    ['JSON', '{"ts":"2026-01-01T00:00:00Z","level":"INFO","msg":"an ERROR was handled"}'],
    ['the JVM', 'WARNING: Using incubator modules: jdk.incubator.vector'],
    ['a thread before the level', '2026-01-01 00:00:00 [main] DEBUG com.x.Main - bye'],
    [
      'an exception that a warning tells of',
      '26/11/26 12:41:29 WARN Shutdown: not closed\njava.io.IOException: closed\n\tat a.b(C.java:1)',
    ],
  ])('is not what the log tells of at its end: %s', (_, more) => {
    expect(exceptionOf(`ValueError: no k\n${more}`)).toBe('ValueError: no k');
  });

  test('what a warning tells of counts where there is nothing else', () => {
    const log = '26/11/26 12:41:29 WARN Shutdown: not closed\njava.io.IOException: closed\n\tat a.b(C.java:1)';
    expect(exceptionOf(log)).toBe('java.io.IOException: closed');
  });

  test.each(['', '\n\n', chatter, '\tat a.b(C.java:1)\n\tat d.e(F.java:2)'])('nothing is nothing: %j', (log) => {
    expect(exceptionOf(log)).toBe('');
  });

  test('is at most 500 characters', () => {
    const said = exceptionOf(`ValueError: ${'x'.repeat(2_000)}`);
    expect(said).toHaveLength(500);
    expect(said).toMatch(/^ValueError: x+…$/);
  });
});

test('does not take the rest of a line that the kubelet cut for what the program said', () => {
  const line = '26/11/26 14:44:35 INFO Server: Stopped Spark@1a{HTTP/1.1, (http/1.1)}{0.0.0.0:4040}\n';
  const end = `G}[11.0.24,sto=30000]\n${line.repeat(30)}`;
  expect(exceptionOf(end)).toBe('');
  expect(exceptionOf(`x\n${line.repeat(30)}ValueError: no k\n`)).toBe('ValueError: no k');
  expect(exceptionOf('y'.repeat(2048))).toContain('yyy');
});
