package io.github.anomaly4j.examples.spring;

import io.github.anomaly4j.Detection;
import io.github.anomaly4j.ImageDetector;
import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.spring.ModelReplacedEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Answers whether the part in an image may pass: {@code POST /inspect} with an image file. */
@SpringBootApplication
@RestController
class InspectionService {
  private static final Logger LOG = LoggerFactory.getLogger(InspectionService.class);

  private final ImageDetector detector;

  InspectionService(ImageDetector detector) {
    this.detector = detector;
  }

  public static void main(String[] arguments) {
    SpringApplication.run(InspectionService.class, arguments);
  }

  @PostMapping("/inspect")
  Detection.Summary inspect(@RequestBody byte[] image) throws ImageException {
    return detector.detect(image).summary();
  }

  @ExceptionHandler(ImageException.class)
  @ResponseStatus(HttpStatus.UNPROCESSABLE_ENTITY)
  String refuse(ImageException e) {
    return e.getMessage();
  }

  @EventListener
  void replaced(ModelReplacedEvent event) {
    LOG.info("New model of {}", event.after().products());
  }
}
