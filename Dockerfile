# The image of dmsa: one static binary and the certificates it trusts, nothing else.
# Nothing is compiled here: scripts/build-image first builds target/scripts-build-binary and then runs this file.
FROM scratch

# What was not told is not known. scripts/build-image tells the version of Cargo.toml and the commit.
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="dmsa" \
      org.opencontainers.image.description="Data model definitions in, SQL scripts, diagrams and Python code out" \
      org.opencontainers.image.licenses="BSD-2-Clause" \
      org.opencontainers.image.source="https://github.com/chop-dbhi/data-models-sqlalchemy" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

# Does not exist? `scripts/build-binary` makes it.
COPY target/scripts-build-binary/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY target/scripts-build-binary/dmsa /usr/local/bin/dmsa

# In a network of its own a container lets anybody listen on port 80. Otherwise, set DMSA_PORT.
# `docker stop` gives a container ten seconds: the drain must leave time to finish what is under way.
ENV DMSA_HOST=0.0.0.0 \
    DMSA_PORT=80 \
    DMSA_DRAIN=5s
EXPOSE 80
USER 65532:65532

HEALTHCHECK --interval=5s --timeout=5s --start-period=10s --retries=3 CMD ["/usr/local/bin/dmsa", "healthcheck", "--quiet"]
ENTRYPOINT ["/usr/local/bin/dmsa"]
CMD ["serve"]
