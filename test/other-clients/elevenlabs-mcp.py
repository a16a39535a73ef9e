"""The official MCP server, over stdio. It has no setting for its address, so that is replaced before it starts."""

import asyncio
import os
import sys
import tempfile

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

SERVER = """
import os, elevenlabs_mcp.utils
elevenlabs_mcp.utils.parse_location = lambda _: os.environ["LECTERN_URL"]
import elevenlabs_mcp.server
elevenlabs_mcp.server.main()
"""
RACHEL = "21m00Tcm4TlvDq8ikWAM"
CALLS = [
    ("list_models", {}),
    ("check_subscription", {}),
    ("search_voices", {"search": "Rachel"}),
    ("get_voice", {"voice_id": RACHEL}),
    ("text_to_speech", {"text": "Hello."}),
    ("text_to_speech", {"text": "Hello.", "voice_name": "Rachel"}),
    ("search_voice_library", {"page_size": 3}),
]


async def main():
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "ELEVENLABS_API_KEY": "any", "ELEVENLABS_MCP_BASE_PATH": folder}
        server = StdioServerParameters(command=sys.executable, args=["-c", SERVER], env=env)
        async with stdio_client(server) as (reading, writing), ClientSession(reading, writing) as session:
            await session.initialize()
            for tool, asked in CALLS:
                answer = await session.call_tool(tool, asked)
                assert not answer.isError, (tool, asked, answer.content)


asyncio.run(main())
