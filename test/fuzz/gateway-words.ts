/** Names that mean something in requests and answers of the four formats. */
export const requestWords: Readonly<Record<string, readonly string[]>> = {
  anthropic: (
    "model max_tokens messages role user assistant system content type text image source base64 url media_type data thinking signature " +
    "redacted_thinking tool_use id name input tool_result tool_use_id is_error tools input_schema description tool_choice auto any tool none " +
    "cache_control ephemeral stop_sequences temperature top_p top_k stream thinking budget_tokens enabled adaptive disabled metadata user_id " +
    "output_config effort document title citations server_tool_use web_search_20250305 disable_parallel_tool_use"
  ).split(" "),
  gemini: (
    "contents role user model parts text thought thoughtSignature functionCall name args id functionResponse response inlineData mimeType data " +
    "fileData fileUri systemInstruction system_instruction tools functionDeclarations function_declarations parameters parametersJsonSchema " +
    "toolConfig functionCallingConfig mode AUTO ANY NONE allowedFunctionNames generationConfig temperature topP topK maxOutputTokens stopSequences " +
    "responseMimeType responseSchema thinkingConfig thinkingBudget thinkingLevel includeThoughts googleSearch executableCode candidateCount seed"
  ).split(" "),
  "openai-chat": (
    "model messages role system developer user assistant tool function content type text image_url url input_audio data format file file_data " +
    "tool_calls id name arguments tool_call_id tools parameters strict tool_choice auto required none parallel_tool_calls max_tokens " +
    "max_completion_tokens temperature top_p stop stream stream_options include_usage reasoning_effort response_format json_schema json_object " +
    "schema extra_content google thought_signature reasoning_content refusal custom seed user n functions function_call"
  ).split(" "),
  "openai-responses": (
    "model input instructions role user developer assistant content type message input_text output_text input_image image_url input_file file_data " +
    "filename function_call call_id name arguments function_call_output output custom_tool_call custom_tool_call_output reasoning summary " +
    "summary_text encrypted_content id status tools function parameters strict custom format grammar web_search tool_choice allowed_tools " +
    "parallel_tool_calls max_output_tokens reasoning effort text verbosity json_schema schema stream store include previous_response_id item_reference"
  ).split(" "),
}

export const answerWords: Readonly<Record<string, readonly string[]>> = {
  gemini:
    "candidates content parts text thought thoughtSignature functionCall name args id partialArgs jsonPath $.a[0] stringValue numberValue willContinue finishReason STOP MAX_TOKENS SAFETY MALFORMED_FUNCTION_CALL error code status message usageMetadata promptTokenCount candidatesTokenCount inlineData mimeType data promptFeedback blockReason modelVersion responseId".split(
      " ",
    ),
  anthropic:
    "type message_start message id model usage input_tokens output_tokens content_block_start index content_block text thinking tool_use name input content_block_delta delta text_delta thinking_delta signature_delta signature input_json_delta partial_json content_block_stop message_delta stop_reason end_turn tool_use max_tokens refusal stop_sequence message_stop ping error overloaded_error content redacted_thinking data".split(
      " ",
    ),
  "openai-chat":
    "id object chat.completion.chunk model choices index delta message role assistant content reasoning_content refusal tool_calls id function name arguments finish_reason stop length tool_calls content_filter usage prompt_tokens completion_tokens prompt_tokens_details cached_tokens completion_tokens_details reasoning_tokens error code [DONE] extra_content google thought_signature".split(
      " ",
    ),
  "openai-responses":
    "type response.created response response.in_progress response.output_item.added output_index item message function_call custom_tool_call reasoning id call_id name arguments summary encrypted_content response.output_text.delta content_index delta response.function_call_arguments.delta response.function_call_arguments.done response.reasoning_summary_text.delta response.output_item.done response.completed response.incomplete response.failed status completed output content output_text text usage input_tokens output_tokens incomplete_details reason max_output_tokens error code".split(
      " ",
    ),
}
