# The program alone: one static file, run by nobody in particular, on a root that
# is never written. See docker-compose.yml for what it needs around it.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN make build

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /src/aktivering /aktivering
USER 65532:65532
ENV HTTP_ADDR=0.0.0.0:8080
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["/aktivering", "health"]
ENTRYPOINT ["/aktivering"]
CMD ["serve"]
