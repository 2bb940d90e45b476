/**
 * One request and its answer over HTTP: {@link org.instagan.serve.http.Exchange} reads bodies within their bounds and sends
 * replies, {@link org.instagan.serve.http.Refusal} is what a client is told that cannot be served; {@link
 * org.instagan.serve.http.RequestFormat} is how images come and go.
 */
package org.instagan.serve.http;
