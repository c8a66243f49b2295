# The production dependencies. The platform packages that bring a Node of their own are left out: the image has one.
FROM node:26-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM node:26-slim
ENV NODE_ENV=production DATA_DIR=/data POLICY_FILE=/etc/helpdesk/policy.yml NODE_COMPILE_CACHE=/compiled
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json manifest.yml LICENSE ./
COPY src ./src
RUN mkdir /data /compiled && chown node:node /data /compiled
USER node
# Code is compiled here, once, so that each start takes half the time. As the user who runs it: the cache is told apart by that.
RUN node --input-type=module -e "await import('./src/app.ts'); await import('./src/cli/index.ts')"
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src/main.ts"]
