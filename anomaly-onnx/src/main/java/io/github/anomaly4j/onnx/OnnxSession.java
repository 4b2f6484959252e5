package io.github.anomaly4j.onnx;

import static com.google.common.base.Preconditions.checkState;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import com.google.common.collect.ImmutableMap;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.natives.NativeBackendException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;

/**
 * A model in ONNX Runtime. Thread safe: runs may overlap, and closing waits for them, because
 * freeing the session during a run would end the process.
 */
final class OnnxSession implements AutoCloseable {

  /**
   * One output of a run.
   *
   * @param shape of the tensor
   * @param values of it, none if they are not floats
   */
  record Output(long[] shape, FloatBuffer values) {}

  private final Path file;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  /** Native memory for images, one buffer for each of the runs that overlapped. */
  private final Queue<FloatBuffer> buffers = new ConcurrentLinkedQueue<>();

  private boolean closed;

  private OnnxSession(Path file, OrtEnvironment environment, OrtSession session) {
    this.file = file;
    this.environment = environment;
    this.session = session;
  }

  /**
   * Loads a model.
   *
   * @param file where it comes from, for messages
   * @throws ModelFileException if ONNX Runtime refuses it
   * @throws IllegalArgumentException if it refuses the options
   * @throws NativeBackendException if its native library cannot be unpacked or loaded
   */
  static OnnxSession open(Path file, byte[] model, OnnxBackboneBuilder.SessionSetup setup)
      throws ModelFileException {
    OrtEnvironment environment = OnnxNatives.environment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      setUp(options, setup);
      return new OnnxSession(file, environment, environment.createSession(model, options));
    } catch (OrtException e) {
      throw new ModelFileException(file, "ONNX Runtime cannot load it: " + e.getMessage(), e);
    }
  }

  private static void setUp(
      OrtSession.SessionOptions options, OnnxBackboneBuilder.SessionSetup setup) {
    try {
      // Threads that spin while they wait take processors from the rest of the program.
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      setup.accept(options);
    } catch (OrtException e) {
      throw new IllegalArgumentException("ONNX Runtime refuses sessionOptions: " + e, e);
    }
  }

  /** The shapes of the inputs by name, -1 for open sizes. */
  Map<String, long[]> inputs() throws ModelFileException {
    ImmutableMap.Builder<String, long[]> inputs = ImmutableMap.builder();
    try {
      for (NodeInfo input : session.getInputInfo().values()) {
        if (!(input.getInfo() instanceof TensorInfo tensor) || tensor.type != OnnxJavaType.FLOAT) {
          throw new ModelFileException(
              file,
              "has an input \"%s\" that is %s; expected float32: export it in float32"
                  .formatted(input.getName(), input.getInfo()));
        }
        inputs.put(input.getName(), tensor.getShape());
      }
    } catch (OrtException e) {
      throw new ModelFileException(file, "ONNX Runtime cannot tell its inputs: " + e, e);
    }
    return inputs.buildOrThrow();
  }

  /**
   * Runs the model.
   *
   * @param image writes the input into the buffer
   * @return the outputs by name
   * @throws OrtException if the runtime fails
   * @throws IllegalStateException if this is closed
   */
  Map<String, Output> run(ImageInput input, Consumer<FloatBuffer> image) throws OrtException {
    lock.readLock().lock();
    try {
      checkState(!closed, "%s: the backbone is closed", file);
      FloatBuffer buffer = buffers.poll();
      if (buffer == null) {
        buffer = floats(input.values());
      }
      image.accept(buffer);
      try (OnnxTensor tensor = OnnxTensor.createTensor(environment, buffer, input.shape());
          OrtSession.Result result = session.run(Map.of(input.name(), tensor))) {
        ImmutableMap.Builder<String, Output> outputs = ImmutableMap.builder();
        for (Map.Entry<String, OnnxValue> value : result) {
          outputs.put(value.getKey(), output(value.getValue()));
        }
        return outputs.buildOrThrow();
      } finally {
        buffers.add(buffer);
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  private static FloatBuffer floats(int count) {
    return ByteBuffer.allocateDirect(count * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  private static Output output(OnnxValue value) {
    return value instanceof OnnxTensor tensor && tensor.getInfo().type == OnnxJavaType.FLOAT
        ? new Output(tensor.getInfo().getShape(), tensor.getFloatBuffer())
        : new Output(new long[0], FloatBuffer.allocate(0));
  }

  /** Waits for runs, then frees the session. Closing twice does nothing. */
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        buffers.clear();
        session.close();
      }
    } catch (OrtException e) {
      throw new IllegalStateException(file + ": ONNX Runtime cannot close it", e);
    } finally {
      lock.writeLock().unlock();
    }
  }
}
