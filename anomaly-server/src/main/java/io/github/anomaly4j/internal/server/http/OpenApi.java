package io.github.anomaly4j.internal.server.http;

import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.core.converter.ResolvedSchema;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.BinarySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.lang.reflect.Type;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The OpenAPI document of some routes. */
final class OpenApi {
  private static final Pattern IN_PATH = Pattern.compile("\\{(\\w+)\\}");

  private final OpenAPI document =
      new OpenAPI()
          .info(
              new Info()
                  .title("Anomaly4J inspection station")
                  .version("1")
                  .description(
                      "Whatever is not a GET needs an API key. Every response has the header"
                          + " X-Request-Id; a refusal is JSON with status, error and requestId."))
          .components(
              new Components()
                  .addSecuritySchemes(
                      "key",
                      new SecurityScheme()
                          .type(SecurityScheme.Type.APIKEY)
                          .in(SecurityScheme.In.HEADER)
                          .name("X-Api-Key")));

  private OpenApi() {}

  static byte[] of(List<Route> routes) {
    OpenApi api = new OpenApi();
    routes.forEach(api::add);
    try {
      return io.swagger.v3.core.util.Json.mapper().writeValueAsBytes(api.document);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private void add(Route route) {
    Operation operation = new Operation().summary(route.summary());
    Matcher inPath = IN_PATH.matcher(route.path());
    while (inPath.find()) {
      operation.addParametersItem(
          new Parameter().in("path").name(inPath.group(1)).required(true).schema(string()));
    }
    for (Route.Query query : route.queries()) {
      operation.addParametersItem(
          new Parameter()
              .in("query")
              .name(query.name())
              .description(query.description())
              .schema(string()));
    }
    if (route.body() != Route.Body.NONE) {
      operation.requestBody(new RequestBody().required(true).content(content(route.body())));
    }
    if (route.changes()) {
      operation.addSecurityItem(new SecurityRequirement().addList("key"));
    }
    operation.responses(
        new ApiResponses()
            .addApiResponse("200", answer(route))
            .addApiResponse("default", json(Problem.Body.class, "Why it is refused")));
    if (document.getPaths() == null || !document.getPaths().containsKey(route.path())) {
      document.path(route.path(), new PathItem());
    }
    document
        .getPaths()
        .get(route.path())
        .operation(PathItem.HttpMethod.valueOf(route.method().name()), operation);
  }

  private static Schema<?> string() {
    return new StringSchema();
  }

  private static Content content(Route.Body body) {
    Content content = new Content();
    MediaType binary = new MediaType().schema(new BinarySchema());
    switch (body) {
      case IMAGE -> {
        content.addMediaType("image/*", binary);
        content.addMediaType("application/octet-stream", binary);
        content.addMediaType("multipart/form-data", form(new BinarySchema()));
      }
      case IMAGES ->
          content.addMediaType(
              "multipart/form-data", form(new ArraySchema().items(new BinarySchema())));
      case MODEL -> content.addMediaType("application/octet-stream", binary);
      case JSON ->
          content.addMediaType("application/json", new MediaType().schema(new ObjectSchema()));
      case NONE -> throw new IllegalArgumentException("no body has no content");
    }
    return content;
  }

  private static MediaType form(Schema<?> files) {
    return new MediaType().schema(new ObjectSchema().addProperty("image", files));
  }

  private ApiResponse answer(Route route) {
    return route.answer() == null
        ? new ApiResponse().description(route.summary())
        : json(route.answer(), route.summary());
  }

  private ApiResponse json(Type type, String description) {
    ResolvedSchema schema =
        ModelConverters.getInstance()
            .resolveAsResolvedSchema(new AnnotatedType(type).resolveAsRef(true));
    schema.referencedSchemas.forEach((name, own) -> document.getComponents().addSchemas(name, own));
    return new ApiResponse()
        .description(description)
        .content(
            new Content().addMediaType("application/json", new MediaType().schema(schema.schema)));
  }
}
