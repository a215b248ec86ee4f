/** A whole request of each format with one of everything in it, as clients send them. */
const schema = {
  type: "object",
  properties: { path: { type: "string" }, lines: { type: "array", items: { type: "integer" } } },
  required: ["path"],
}
const bigNumber = '{"path":"a","big":12345678901234567890}'
const png = "iVBORw0KGgo="

export const sampleRequests: Readonly<Record<string, readonly unknown[]>> = {
  anthropic: [
    {
      model: "claude-x",
      max_tokens: 4096,
      stream: true,
      system: [{ type: "text", text: "be brief", cache_control: { type: "ephemeral" } }],
      thinking: { type: "enabled", budget_tokens: 1024 },
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "go" },
            { type: "image", source: { type: "base64", media_type: "image/png", data: png } },
          ],
        },
        {
          role: "assistant",
          content: [
            { type: "thinking", thinking: "hm", signature: "c2ln" },
            { type: "redacted_thinking", data: "x" },
            { type: "tool_use", id: "toolu_1", name: "read", input: { path: "a" } },
          ],
        },
        {
          role: "user",
          content: [
            {
              type: "tool_result",
              tool_use_id: "toolu_1",
              content: [{ type: "text", text: "ok" }],
              is_error: false,
            },
          ],
        },
      ],
      tools: [{ name: "read", description: "reads", input_schema: schema }],
      tool_choice: { type: "tool", name: "read" },
      stop_sequences: ["END"],
      temperature: 0.5,
    },
    { model: "claude-x", max_tokens: 10, messages: [{ role: "user", content: "hi" }] },
  ],
  gemini: [
    {
      systemInstruction: { parts: [{ text: "be brief" }] },
      contents: [
        { role: "user", parts: [{ text: "go" }, { inlineData: { mimeType: "image/png", data: png } }] },
        {
          role: "model",
          parts: [
            { text: "hm", thought: true },
            { functionCall: { id: "c1", name: "read", args: { path: "a" } }, thoughtSignature: "c2ln" },
          ],
        },
        {
          role: "user",
          parts: [{ functionResponse: { id: "c1", name: "read", response: { output: "ok" } } }],
        },
      ],
      tools: [{ functionDeclarations: [{ name: "read", description: "reads", parameters: schema }] }],
      toolConfig: { functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["read"] } },
      generationConfig: {
        temperature: 0.5,
        maxOutputTokens: 100,
        stopSequences: ["END"],
        thinkingConfig: { thinkingBudget: 100, includeThoughts: true },
        responseMimeType: "application/json",
        responseSchema: schema,
      },
    },
  ],
  "openai-chat": [
    {
      model: "gpt-x",
      stream: true,
      stream_options: { include_usage: true },
      messages: [
        { role: "system", content: "be brief" },
        {
          role: "user",
          content: [
            { type: "text", text: "go" },
            { type: "image_url", image_url: { url: `data:image/png;base64,${png}` } },
          ],
        },
        {
          role: "assistant",
          content: null,
          reasoning_content: "hm",
          tool_calls: [
            {
              id: "call_1",
              type: "function",
              function: { name: "read", arguments: bigNumber },
              extra_content: { google: { thought_signature: "c2ln" } },
            },
          ],
        },
        { role: "tool", tool_call_id: "call_1", content: "ok" },
      ],
      tools: [
        {
          type: "function",
          function: { name: "read", description: "reads", parameters: schema, strict: true },
        },
      ],
      tool_choice: { type: "function", function: { name: "read" } },
      max_completion_tokens: 100,
      reasoning_effort: "low",
      stop: ["END"],
      response_format: { type: "json_schema", json_schema: { name: "answer", schema, strict: true } },
    },
  ],
  "openai-responses": [
    {
      model: "gpt-x",
      stream: true,
      store: false,
      instructions: "be brief",
      input: [
        {
          type: "message",
          role: "user",
          content: [
            { type: "input_text", text: "go" },
            { type: "input_image", image_url: `data:image/png;base64,${png}` },
          ],
        },
        {
          type: "reasoning",
          id: "rs_1",
          summary: [{ type: "summary_text", text: "hm" }],
          encrypted_content: "c2ln",
        },
        { type: "function_call", id: "fc_1", call_id: "call_1", name: "read", arguments: bigNumber },
        { type: "function_call_output", call_id: "call_1", output: "ok" },
        { type: "custom_tool_call", call_id: "call_2", name: "patch", input: "*** Begin" },
        { type: "custom_tool_call_output", call_id: "call_2", output: "done" },
      ],
      tools: [
        { type: "function", name: "read", description: "reads", parameters: schema, strict: false },
        { type: "custom", name: "patch", description: "patches" },
      ],
      tool_choice: "auto",
      parallel_tool_calls: true,
      reasoning: { effort: "medium", summary: "auto" },
      text: { format: { type: "json_schema", name: "answer", schema, strict: true } },
      include: ["reasoning.encrypted_content"],
      max_output_tokens: 100,
    },
  ],
}

/** Streams as the services send them, event by event. */
export const sampleAnswers: Readonly<Record<string, readonly unknown[]>> = {
  gemini: [
    {
      candidates: [
        {
          content: {
            role: "model",
            parts: [
              { text: "hm", thought: true },
              { text: "hello", thoughtSignature: "c2ln" },
            ],
          },
        },
      ],
      modelVersion: "g",
      responseId: "r",
    },
    {
      candidates: [
        {
          content: {
            role: "model",
            parts: [{ functionCall: { id: "c1", name: "read", args: { path: "a", big: 1e30 } } }],
          },
          finishReason: "STOP",
        },
      ],
      usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 4, thoughtsTokenCount: 1 },
    },
    { error: { code: 503, status: "UNAVAILABLE", message: "busy" } },
  ],
  anthropic: [
    {
      type: "message_start",
      message: { id: "msg_1", model: "claude-x", usage: { input_tokens: 3, output_tokens: 1 } },
    },
    { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: "c2ln" } },
    { type: "content_block_stop", index: 0 },
    {
      type: "content_block_start",
      index: 1,
      content_block: { type: "tool_use", id: "toolu_1", name: "read", input: {} },
    },
    {
      type: "content_block_delta",
      index: 1,
      delta: { type: "input_json_delta", partial_json: '{"path":"a"}' },
    },
    { type: "content_block_stop", index: 1 },
    {
      type: "message_delta",
      delta: { stop_reason: "tool_use", stop_sequence: null },
      usage: { output_tokens: 9 },
    },
    { type: "message_stop" },
    { type: "error", error: { type: "overloaded_error", message: "busy" } },
  ],
  "openai-chat": [
    {
      id: "chatcmpl-1",
      object: "chat.completion.chunk",
      model: "gpt-x",
      choices: [{ index: 0, delta: { role: "assistant", content: "hel" }, finish_reason: null }],
    },
    {
      id: "chatcmpl-1",
      choices: [
        {
          index: 0,
          delta: {
            tool_calls: [
              { index: 0, id: "call_1", type: "function", function: { name: "read", arguments: '{"pa' } },
            ],
          },
        },
      ],
    },
    {
      id: "chatcmpl-1",
      choices: [
        {
          index: 0,
          delta: { tool_calls: [{ index: 0, function: { arguments: 'th":1}' } }] },
          finish_reason: "tool_calls",
        },
      ],
    },
    {
      id: "chatcmpl-1",
      choices: [],
      usage: { prompt_tokens: 3, completion_tokens: 4, prompt_tokens_details: { cached_tokens: 1 } },
    },
    { error: { message: "busy", code: 503 } },
  ],
  "openai-responses": [
    {
      type: "response.created",
      response: { id: "resp_1", model: "gpt-x", status: "in_progress", output: [] },
    },
    {
      type: "response.output_item.added",
      output_index: 0,
      item: { type: "function_call", id: "fc_1", call_id: "call_1", name: "read", arguments: "" },
    },
    {
      type: "response.function_call_arguments.delta",
      output_index: 0,
      item_id: "fc_1",
      delta: '{"path":"a"}',
    },
    {
      type: "response.output_item.done",
      output_index: 0,
      item: { type: "function_call", id: "fc_1", call_id: "call_1", name: "read", arguments: '{"path":"a"}' },
    },
    { type: "response.output_text.delta", output_index: 1, content_index: 0, delta: "hello" },
    {
      type: "response.completed",
      response: {
        id: "resp_1",
        status: "completed",
        output: [],
        usage: { input_tokens: 3, output_tokens: 4 },
      },
    },
    {
      type: "response.failed",
      response: { status: "failed", error: { code: "server_error", message: "busy" } },
    },
  ],
}
