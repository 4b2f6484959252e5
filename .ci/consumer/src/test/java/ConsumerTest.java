import org.junit.jupiter.api.Test;

class ConsumerTest {
  @Test
  void a_detector_is_trained_saved_and_loaded() throws Exception {
    Consumer.main(new String[0]);
  }
}
