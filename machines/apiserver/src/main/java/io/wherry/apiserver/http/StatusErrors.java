package io.wherry.apiserver.http;

import io.wherry.apiserver.ApiFailure;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Tells what the HTTP layer itself refuses (broken paths, endless headers) as a Status. */
final class StatusErrors implements Request.Handler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int code = response.getStatus();
    ApiFailure failure =
        switch (code) {
          case 400 -> ApiFailure.badRequest("the request is not valid HTTP, or its path is not");
          case 431 -> ApiFailure.of(code, "BadRequest", "the headers of the request are too large");
          default -> ApiFailure.of(code, "InternalError", "the request was not answered");
        };
    byte[] body = Replies.bytes(failure.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Replies.JSON_TYPE);
    response.write(true, ByteBuffer.wrap(body), callback);
    return true;
  }
}
